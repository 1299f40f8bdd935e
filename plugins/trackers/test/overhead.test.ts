import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { INSTALL_TIMEOUT, missing, MlflowServer } from '@ballast/mlflow-ts-client/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { syntheticStore, writeCell } from './support/syntheticStore.ts';
import { trackerOf } from './support/trackers.ts';

if (missing !== undefined) console.warn(`skipped: ${missing}`);

const seconds = 10;

/** Processor seconds of this process while a suite of 20 cells grows by 20 epochs a second, as it would beside a run. */
async function processorSecondsOfARun(root: string): Promise<number> {
  const before = process.cpuUsage();
  for (let epochs = 10; epochs <= 20 * seconds; epochs += 10) {
    writeCell(root, 0, epochs, false);
    await sleep(500);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

describe.skipIf(missing !== undefined)('following a run', () => {
  let server: MlflowServer;
  const root = syntheticStore({ cells: 20, epochs: 10, finished: 0 });

  beforeAll(async () => {
    server = await MlflowServer.start();
    await import('../src/mlflow/follower.ts'); // once a run; the command draws its report with the same packages
  }, INSTALL_TIMEOUT);
  afterAll(async () => {
    await (server as MlflowServer | undefined)?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  it('takes less than a hundredth of the processor, in the process that waits for those that train', async () => {
    const alone = await processorSecondsOfARun(root);
    const tracker = trackerOf({ type: 'mlflow', uri: server.trackingUri, intervalSeconds: 0.5 });
    tracker.open?.({ resultsRoot: root, warn: () => undefined });
    const followed = await processorSecondsOfARun(root);
    await tracker.close();
    const share = (followed - alone) / seconds;
    console.info(`following a run of ${String(seconds)} s took ${(100 * share).toFixed(2)} % of a processor`);
    expect(share).toBeLessThan(0.01);
  });
});
