import type { LearningTask } from '@ballast/core';
import { initializeBackend } from '@ballast/tensor';
import { runMethod, tinyMlp } from '@ballast/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, digitsTask } from './rig.ts';

const network = tinyMlp([64, 16, 10]);
const schedule = { type: 'constant', learningRate: 0.05 };
let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  task = await digitsTask({ trainLimit: 120, testLimit: 20 });
});

const run = (options: Record<string, unknown>) =>
  runMethod(build('meta-reweighting', { weightNet: 'mw-net', epochs: 2, batchSize: 16, schedule, ...options }), {
    task,
    network: () => network,
  });

type Run = Awaited<ReturnType<typeof run>>;

/** Adam keeps 1 − β₁^t. */
function stepsOfWeightNet({ tensors }: Run): number {
  const [correction = Number.NaN] = tensors['learnedOptimizer/correction of the first moment'] ?? [];
  return Math.round(Math.log(1 - correction) / Math.log(0.9));
}

const ofGroup = ({ tensors }: Run, group: string) =>
  Object.fromEntries(Object.entries(tensors).filter(([name]) => name.startsWith(`${group}/`)));

describe('a meta step in every k-th iteration', () => {
  it.each([1, 2, 3, 100])('lets the weight net learn that often: k = %i', async (metaEvery) => {
    const stepsOfEpoch = Math.ceil(task.train.count / 16);
    const result = await run({ metaEvery });
    expect(stepsOfWeightNet(result)).toBe(2 * Math.ceil(stepsOfEpoch / metaEvery));
    expect(result.metrics['allocating']?.at(-1)?.extra['metaLoss']).toSatisfy(Number.isFinite);
  });

  it('goes on after an interruption bit for bit', async () => {
    const method = () => build('meta-reweighting', { weightNet: 'mw-net', epochs: 3, schedule, metaEvery: 3 });
    const [whole, resumed] = [
      await runMethod(method(), { task, network: () => network }),
      await runMethod(method(), { task, network: () => network, interruptAfter: 1 }),
    ];
    expect(resumed.tensors).toEqual(whole.tensors);
  });
});

describe('an actual step with the weights of the virtual step', () => {
  const oneIteration = { epochs: 1, batchSize: 1000, metaBatchSize: 16 };

  it('moves the classifier as if the weight net had not learned, and the weight net as ever', async () => {
    const stale = await run({ ...oneIteration, staleWeights: true });
    const exact = await run(oneIteration);
    const resting = await run({ ...oneIteration, weightNetLearningRate: Number.MIN_VALUE });
    expect(ofGroup(stale, 'parameters')).toEqual(ofGroup(resting, 'parameters'));
    expect(ofGroup(stale, 'parameters')).not.toEqual(ofGroup(exact, 'parameters'));
    expect(ofGroup(stale, 'learned')).toEqual(ofGroup(exact, 'learned'));
  });
});
