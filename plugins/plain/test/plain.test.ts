import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, PluginRegistry, type LearningTask, type Method, type Plugin } from '@ballast/core';
import data, { AugmentationOptions, DataOptions, prepareTask, subsetOf } from '@ballast/data';
import models from '@ballast/models';
import crossEntropy from '@ballast/plugin-cross-entropy';
import samplers from '@ballast/plugin-samplers';
import { initializeBackend, tf } from '@ballast/tensor';
import { createPhaseContext, joinSampleSets, readMetrics } from '@ballast/training';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import plain from '../src/index.ts';

const plugins = [...data, ...models, ...samplers, crossEntropy, plain] as Plugin[];
const registry = new PluginRegistry(plugins.map((plugin) => ({ plugin, source: plugin.id })));
const locate = (path: readonly (string | number)[]): string => path.join('.');
const quick = { epochs: 12, batchSize: 16, schedule: { type: 'constant', learningRate: 0.05 } };

let task: LearningTask;
let folder: string;

beforeAll(async () => {
  await initializeBackend('wasm');
  const digits = registry.instantiate('dataset', { type: 'digits' });
  const dataset = await digits.load({ cacheDirectory: '/nonexistent', report: () => undefined });
  const options = DataOptions.parse({ meta: { perClass: 3 } });
  task = prepareTask({ dataset: subsetOf(dataset, { train: 120, test: 50 }), options, random: createRandom(0) }).task;
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-plain-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function method(options: Record<string, unknown> = {}): Method {
  return registry.instantiate('method', registry.resolve('method', { type: 'plain', ...options }, locate));
}

async function train(options: Record<string, unknown>, onTask: LearningTask = task) {
  const own = mkdtempSync(join(folder, 'training-')); // in the folder of another it would go on where that ended
  const model = registry.instantiate('model', registry.resolve('model', { type: 'mlp', hidden: [32] }, locate));
  const context = createPhaseContext({
    phase: 'training',
    task: onTask,
    network: (head) => model.build({ imageShape: onTask.test.imageShape, classCount: 10, head }),
    augmentation: AugmentationOptions.parse({}),
    random: createRandom(1),
    outputs: {},
    folder: own,
  });
  const [phase] = method({ ...quick, ...options }).phases;
  const before = tf.memory().numTensors;
  const output = await phase!.run(context);
  context.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return { output, last: readMetrics(join(own, 'metrics.jsonl')).at(-1)! };
}

describe('plain', () => {
  it('has the options of the cross-entropy baseline and one evaluated phase, with all of them in its settings', () => {
    const [phase, ...others] = method().phases;
    expect(others).toEqual([]);
    expect(phase).toMatchObject({
      name: 'training',
      evaluated: true,
      uses: [],
      settings: { loss: { type: 'cross-entropy' }, sampler: { type: 'shuffled' }, epochs: 200, batchSize: 128 },
    });
  });

  it.each([
    ['train', false, [90, 12]],
    ['meta', true, undefined],
    ['train+meta', true, undefined],
  ] as const)('learns digits from %s', async (trainOn, usesMetaSet, curveShape) => {
    expect(method({ trainOn }).usesMetaSet).toBe(usesMetaSet);
    const { output, last } = await train({ trainOn });
    expect(last.train.accuracy).toBeGreaterThan(0.9);
    expect(last.test!.accuracy).toBeGreaterThan(0.5);
    const { lossCurves } = output;
    expect(lossCurves && [lossCurves.sampleCount, lossCurves.length]).toEqual(curveShape);
  });

  it.each([
    ['meta', (on: LearningTask) => on.meta],
    ['train+meta', (on: LearningTask) => joinSampleSets(on.train, on.meta)],
  ] as const)('learns from %s what it learns from that set under the name of the train set', async (trainOn, set) => {
    const from = await train({ trainOn, recordLossCurves: false });
    const same = await train({ recordLossCurves: false }, { ...task, train: set(task) });
    expect(from.output.arrays).toEqual(same.output.arrays);
  });

  it('learns with class-balanced batches, and keeps no loss curves when told so', async () => {
    const { output, last } = await train({ sampler: { type: 'class-balanced' }, recordLossCurves: false });
    expect(last.train.accuracy).toBeGreaterThan(0.9);
    expect(Object.keys(output.arrays)).toEqual(['classifier']);
    expect(output.lossCurves).toBeUndefined();
  });

  it('learns from the right labels alone as if the wrong ones were not there, and says that it knows them', async () => {
    const wrong = (_: number, position: number) => position % 3 === 0;
    const { givenLabels, indices } = task.train;
    const mislabelled = givenLabels.map((label, position) => (wrong(label, position) ? (label + 1) % 10 : label));
    const right = givenLabels.filter((label, position) => !wrong(label, position));
    const kept = { indices: indices.filter((index, position) => !wrong(index, position)), givenLabels: right };
    const rightAlone = { ...task.train, ...kept, count: right.length, trueLabels: right };

    const oracle = await train({ trainOn: 'clean' }, { ...task, train: { ...task.train, givenLabels: mislabelled } });
    const plainly = await train({ recordLossCurves: false }, { ...task, train: rightAlone });

    expect(method({ trainOn: 'clean' })).toMatchObject({ knowsTruth: true, usesMetaSet: false });
    expect(method()).toMatchObject({ knowsTruth: false });
    expect(oracle.last.train).toEqual(plainly.last.train);
    expect(oracle.output.arrays).toEqual(plainly.output.arrays);
  });

  it('says that nobody knows the right labels, or that a class has none', async () => {
    const clean = { trainOn: 'clean' };
    const unknown = { ...task.train, trueLabels: undefined };
    await expect(train(clean, { ...task, train: unknown })).rejects.toThrow(/nobody knows.*right/);
    const moved = { ...task.train, givenLabels: task.train.givenLabels.map((label) => (label === 3 ? 4 : label)) };
    await expect(train(clean, { ...task, train: moved })).rejects.toThrow('no sample of class 3');
  });

  it('says that a meta set is missing', async () => {
    const meta = { ...task.meta, count: 0, indices: new Int32Array(0), givenLabels: new Int32Array(0) };
    await expect(train({ trainOn: 'meta' }, { ...task, meta })).rejects.toThrow(/no meta set.*\n.*perClass/s);
  });

  it('refuses loss curves of anything but the train set', () => {
    expect(() => method({ trainOn: 'meta', recordLossCurves: true })).toThrow('recordLossCurves');
  });
});
