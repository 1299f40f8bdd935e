import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { INSTALL_TIMEOUT, missing, MlflowServer } from '@ballast/mlflow-ts-client/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patient, until } from '../../../packages/cli/test/support.ts';
import { countsOf } from './support/serverContent.ts';
import { isEvaluated, nameOf, syntheticStore } from './support/syntheticStore.ts';
import { track } from './support/trackers.ts';

if (missing !== undefined) console.warn(`skipped: ${missing}`);

const [cells, epochs] = [100, 200];

/** [run, metric, points, steps, first step, last step] */
function countsOfCell(index: number): [string, string, ...number[]][] {
  const run = `cell ${nameOf(index)}`;
  const everyEpoch = ['train/loss', 'train/accuracy', 'learning-rate'];
  const scores = ['accuracy', 'balanced-accuracy', 'macro-f1', 'calibration-error'];
  const whereEvaluated = ['loss', ...scores, 'accuracy-head', 'accuracy-medium', 'accuracy-tail'];
  const last = epochs - 1;
  return [
    ...everyEpoch.map((key) => [run, `training/${key}`, epochs, epochs, 0, last] as [string, string, ...number[]]),
    ...whereEvaluated.map(
      (key) => [run, `training/test/${key}`, epochs / 5, epochs / 5, 4, last] as [string, string, ...number[]],
    ),
    ...[...scores.map((score) => `test-${score}`), 'seconds', 'peak-memory-megabytes'].map(
      (key) => [run, `result/${key}`, 1, 1, last, last] as [string, string, ...number[]],
    ),
  ];
}

describe.skipIf(missing !== undefined)('a suite of 100 cells and 200 epochs', () => {
  let server: MlflowServer;
  const root = syntheticStore({ cells, epochs });

  beforeAll(async () => {
    server = await MlflowServer.start();
  }, INSTALL_TIMEOUT);
  afterAll(async () => {
    await (server as MlflowServer | undefined)?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  it('arrives with every value once, though the server is killed and started again twice', patient, async () => {
    const size = (): number => statSync(join(server.folder, 'mlflow.db')).size;
    const empty = size();
    const begun = performance.now();
    const sending = track(root, server.trackingUri);
    for (const megabytes of [2, 6]) {
      await until(() => size() > empty + megabytes * 1e6);
      await server.killed();
      await server.launch();
    }
    expect(await sending).toMatch(/^Sent 102 runs, /);
    console.info(`100 cells, 200 epochs, two restarts: ${((performance.now() - begun) / 1000).toFixed(1)} s`);

    const { runs, counts } = await countsOf(server.folder);
    expect(runs).toBe(cells + 2);
    const ofCells = counts.filter(([run]) => run.startsWith('cell'));
    expect(ofCells.toSorted()).toEqual(
      Array.from({ length: cells }, (_, index) => countsOfCell(index))
        .flat()
        .toSorted(),
    );
    expect(isEvaluated(epochs - 1)).toBe(true);

    expect(await track(root, server.trackingUri)).toBe('Nothing was missing.');
    expect(await countsOf(server.folder)).toEqual({ runs, counts });
  });
});
