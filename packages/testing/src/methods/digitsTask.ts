import { tmpdir } from 'node:os';
import { createRandom, type LearningTask, type Plugin } from '@ballast/core';
import data, { DataOptions, prepareTask, subsetOf, type TaskRequest } from '@ballast/data';
import { buildPlugin } from '../plugins/buildPlugin.ts';

export interface DigitsTask {
  readonly trainLimit?: number;
  readonly testLimit?: number;
  /** Trusted images a class; 0 is no meta set. */
  readonly metaPerClass?: number;
  readonly imbalance?: TaskRequest['imbalance'];
  readonly noise?: TaskRequest['noise'];
  readonly seed?: number;
}

/** Real data for a test of a method: the embedded digits, or a part of them, corrupted or not. */
export async function digitsTask(options: DigitsTask = {}): Promise<LearningTask> {
  const { trainLimit, testLimit, metaPerClass = 3, imbalance, noise, seed = 0 } = options;
  const digits = data.find(({ id }) => id === 'digits') as Plugin<'dataset'>;
  const dataset = await buildPlugin(digits).load({ cacheDirectory: tmpdir(), report: () => undefined });
  return prepareTask({
    dataset: subsetOf(dataset, { train: trainLimit, test: testLimit }),
    imbalance,
    noise,
    options: DataOptions.parse({ meta: { perClass: metaPerClass } }),
    random: createRandom(seed),
  }).task;
}
