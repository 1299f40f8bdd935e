import { createRandom, type LearningTask } from '@ballast/core';
import { initializeBackend, tf } from '@ballast/tensor';
import { arrayOf, runMethod, tinyMlp, tinyResNet } from '@ballast/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { halves, regularisationStrengths } from '../src/strengths.ts';
import { buildBaseline, buildHar, noisyDigits } from './rig.ts';

const mlp = () => tinyMlp([64, 16, 10]);
const resnet = () => tinyResNet({ channels: 1, widths: [2, 3, 4], classCount: 10 });

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  task = await noisyDigits();
});

describe('the strengths', () => {
  it('grow with a class’s error and shrink with its size; the largest is 1', () => {
    const strengths = regularisationStrengths([0.5, 0.5, 0.1], [100, 10, 10], { errorPower: 0.6, countPower: 0.4 });
    expect(strengths[1]).toBe(1);
    expect(strengths[0]).toBeCloseTo(0.1 ** 0.4, 12);
    expect(strengths[2]).toBeCloseTo(0.2 ** 0.6, 12);
  });

  it('are 0 where no class has an error', () => {
    expect(regularisationStrengths([0, 0], [5, 5], { errorPower: 0.6, countPower: 0.4 })).toEqual([0, 0]);
  });

  it('come from halves that share no sample', () => {
    const [first, second] = halves(task.train, createRandom(0));
    expect(first.count + second.count).toBe(task.train.count);
    expect(new Set([...first.indices, ...second.indices])).toEqual(new Set(task.train.indices));
  });
});

describe('HAR', () => {
  it('with strength 0 is plain training bit for bit', async () => {
    const neutral = await runMethod(buildHar({ strength: 0 }), { task, network: mlp });
    const baseline = await runMethod(buildBaseline(), { task, network: mlp });
    expect(neutral.tensors).toEqual(baseline.tensors);
  });

  it('fits the given labels less closely than without its penalty', async () => {
    const plain = await runMethod(buildHar({ strength: 0 }), { task, network: resnet });
    const regularised = await runMethod(buildHar({ strength: 10 }), { task, network: resnet });
    expect(regularised.tensors).not.toEqual(plain.tensors);
    const loss = (run: typeof plain) => run.metrics['regularised']?.at(-1)?.train.loss ?? Number.NaN;
    expect(loss(regularised)).toBeGreaterThan(loss(plain));
  });

  it('hands on the errors of every class and the strengths from them', async () => {
    const run = await runMethod(buildHar({ hiddenLayers: 'stages' }), { task, network: mlp });
    const errors = arrayOf(run, 'error-estimation', 'classErrors').data;
    expect(errors).toHaveLength(10);
    expect(errors.every((error) => error >= 0 && error <= 1)).toBe(true);
    expect(Math.max(...arrayOf(run, 'regularised', 'strengths').data)).toBe(1);
  });

  it('regularises each class by its own strength', async () => {
    const run = (powers: object) =>
      runMethod(buildHar({ strength: 10, hiddenLayers: 'stages', ...powers }), { task, network: mlp });
    const alike = await run({ errorPower: 0, countPower: 0 });
    expect(new Set(arrayOf(alike, 'regularised', 'strengths').data)).toEqual(new Set([1]));
    expect((await run({})).tensors['parameters/head.kernel']).not.toEqual(alike.tensors['parameters/head.kernel']);
  });

  it('goes on from a checkpoint bit for bit, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const whole = await runMethod(buildHar(), { task, network: resnet });
    const resumed = await runMethod(buildHar(), { task, network: resnet, interruptAfter: 1 });
    expect(resumed.tensors).toEqual(whole.tensors);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('shares the estimation, whatever the penalty', () => {
    const settings = (options: Record<string, unknown>) => buildHar(options).phases[0]?.settings;
    expect(settings({ strength: 1 })).toEqual(settings({ errorPower: 1, norms: 'joint' }));
  });
});
