import { INSTALL_TIMEOUT, missing, MlflowServer } from '@ballast/mlflow-ts-client/testing';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { besideARun, connect } from '../src/mlflow/connection.ts';
import { Follower } from '../src/mlflow/follower.ts';
import { Synchronizer, type Moment } from '../src/mlflow/send/synchronizer.ts';
import { syntheticStore, writeCell } from './support/syntheticStore.ts';

if (missing !== undefined) console.warn(`skipped: ${missing}`);

const [minutes, intervalSeconds, epochsPerSecond] = [10, 5, 4];

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

describe.skipIf(missing !== undefined)('following a run', () => {
  let server: MlflowServer;
  const root = syntheticStore({ cells: 20, epochs: 10, finished: 0 });

  beforeAll(async () => {
    server = await MlflowServer.start();
  }, INSTALL_TIMEOUT);
  afterAll(async () => {
    vi.useRealTimers();
    await (server as MlflowServer | undefined)?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  /**
   * The run's minutes pass by a clock that the test turns; what the looks take of the processor is real. A slow machine
   * is one on which fewer looks fit into them.
   */
  it('takes less than a hundredth of the processor, in the process that waits for those that train', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const options = { uri: server.trackingUri, experiment: undefined, intervalSeconds };
    const synchronizer = new Synchronizer(connect(options, besideARun), root, undefined);
    let [looks, ofTheRun] = [0, 0];
    let lastLook: Promise<unknown> = Promise.resolve();
    const counted = {
      synchronize: (moment: Moment) => {
        looks += 1;
        const look = synchronizer.synchronize(moment);
        lastLook = look;
        return look;
      },
      close: () => {
        synchronizer.close();
      },
    };
    const warnings: string[] = [];
    const follower = new Follower(counted, (message) => warnings.push(message), intervalSeconds);
    const start = processorSeconds();
    for (let passed = 0; passed < 60 * minutes; passed += intervalSeconds) {
      const before = processorSeconds();
      writeCell(root, 0, epochsPerSecond * (passed + intervalSeconds), false);
      ofTheRun += processorSeconds() - before;
      await vi.advanceTimersByTimeAsync(1000 * intervalSeconds);
      await lastLook;
    }
    const share = (processorSeconds() - start - ofTheRun) / (60 * minutes);
    const looked = looks;
    vi.useRealTimers();
    await follower.close();
    console.info(`following a run of ${String(minutes)} minutes: ${String(looked)} looks, ${(100 * share).toFixed(2)} % of a processor`); // prettier-ignore
    expect(warnings).toEqual([]);
    expect(looked).toBeGreaterThan(1);
    expect(share).toBeLessThan(0.01);
  });
});
