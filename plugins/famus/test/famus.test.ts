import type { LearningTask, Method, Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import curvenet from '@ballast/plugin-curvenet';
import mwNet from '@ballast/plugin-mw-net';
import noise from '@ballast/plugin-noise';
import plain from '@ballast/plugin-plain';
import samplers from '@ballast/plugin-samplers';
import { initializeBackend, tf } from '@ballast/tensor';
import { arrayOf, buildPlugin, digitsTask, runMethod, tinyMlp, tinyResNet } from '@ballast/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import famus from '../src/index.ts';

const others = [crossEntropy, mwNet, curvenet, ...samplers] as readonly Plugin[];
const optimizer = { type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 };
const quick = { epochs: 4, batchSize: 16, optimizer, schedule: { type: 'constant', learningRate: 0.05 } };
const network = () => tinyMlp([64, 16, 10]);
const resnet = () => tinyResNet({ channels: 1, widths: [2, 3, 4], classCount: 10 });

let task: LearningTask;

beforeAll(async () => {
  await initializeBackend();
  const flip = (noise as readonly Plugin[]).find(({ id }) => id === 'pair-flip') as Plugin<'noise'>;
  task = await digitsTask({ trainLimit: 150, testLimit: 60, metaPerClass: 0, noise: buildPlugin(flip, { rate: 0.3 }) });
});

const build = (options: Readonly<Record<string, unknown>> = {}): Method =>
  buildPlugin(famus, { ...quick, warmEpochs: 1, ...options }, others);

describe('FaMUS', () => {
  it('in its warm epochs is plain training bit for bit', async () => {
    const warm = await runMethod(build({ warmEpochs: 4 }), { task, network });
    const baseline = await runMethod(buildPlugin(plain, quick, others), { task, network });
    for (const [name, values] of Object.entries(baseline.tensors)) expect(warm.tensors[name], name).toEqual(values);
  });

  it('learns weights without trusted samples, and says how many gates were open', async () => {
    const run = await runMethod(build({ weightNetLearningRate: 1 }), { task, network: resnet });
    const weights = [...arrayOf(run, 'weighing', 'sampleWeights').data];
    expect(weights.every((weight) => weight > 0 && weight < 1)).toBe(true);
    const extra = run.metrics['weighing']?.at(-1)?.extra ?? {};
    expect(extra['openGates']).toBeGreaterThan(0);
    expect(extra['cleanShare']).toBeGreaterThan(0);
    expect(extra['cleanShare']).toBeLessThan(1);
    expect(extra['metaLoss']).toSatisfy(Number.isFinite);
  });

  it('goes on from a checkpoint bit for bit, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const whole = await runMethod(build(), { task, network: resnet });
    const resumed = await runMethod(build(), { task, network: resnet, interruptAfter: 2 });
    expect(resumed.tensors).toEqual(whole.tensors);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says why CurveNet cannot be its weight net, and Adam not its optimizer', () => {
    expect(() => build({ weightNet: 'curvenet' }).check?.(network())).toThrow(/no probing phase/);
    expect(() => build({ optimizer: { type: 'adam' } }).check?.(network())).toThrow(/not linear/);
  });
});
