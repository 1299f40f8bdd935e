import { initializeBackend } from '@ballast/tensor';
import { arrayOf, runMethod, tinyMlp } from '@ballast/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, digitsTask, locate, registry } from './rig.ts';

const schedule = { type: 'constant', learningRate: 0.05 };
const probing = { epochs: 9, batchSizes: [{ from: 0, batchSize: 32 }], schedule };
const quick = { epochs: 1, batchSize: 16, metaBatchSize: 16, schedule, probing };

beforeAll(async () => {
  await initializeBackend();
});

describe('the networks of the ablations', () => {
  const model = registry.instantiate('model', registry.resolve('model', { type: 'wide-resnet', depth: 16, width: 8 }, locate)); // prettier-ignore
  const network = model.build({ imageShape: { height: 32, width: 32, channels: 3 }, classCount: 10, head: 'linear' });

  it('have a stem, three stages and a head: WRN-16-8', () => {
    expect(network.stages.map(({ name }) => name)).toEqual(['stem', 'stage1', 'stage2', 'stage3', 'head']);
  });

  it.each([0, 1, 2, 3])('may skip %i stages', (skippedStages) => {
    const method = build('meta-reweighting', { weightNet: 'curvenet', metaOptimizer: { type: 'slmo', skippedStages } });
    expect(() => method.check?.(network)).not.toThrow();
  });
});

describe('the options of the ablations', () => {
  it.each([
    ['P', { weightNet: { type: 'curvenet', removedStart: 1, embeddingSize: 7 } }, 3],
    ['S', { weightNet: { type: 'curvenet', removedStart: 4 } }, 3],
    ['the size of the meta set', { weightNet: { type: 'curvenet', removedStart: 1 } }, 1],
    [
      'a pseudo meta set',
      { weightNet: { type: 'curvenet', removedStart: 1 }, metaSet: { type: 'low-loss', perClass: 2 } },
      0,
    ],
  ])('give weights: %s', async (_name, options, metaPerClass) => {
    const task = await digitsTask({ trainLimit: 150, testLimit: 20, metaPerClass });
    const method = build('meta-reweighting', { ...quick, ...options });
    const run = await runMethod(method, { task, network: () => tinyMlp([64, 16, 10]) });
    const { embedding, probe } = sizes(run.tensors);
    const { embeddingSize = 64, removedStart } = options.weightNet as { embeddingSize?: number; removedStart: number };
    expect(embedding).toBe(10 * embeddingSize);
    expect(probe).toBe((probing.epochs - removedStart - 1) * 128);
    expect(new Set(arrayOf(run, 'allocating', 'sampleWeights').data).size).toBeGreaterThan(1);
    expect(method.usesMetaSet).toBe(metaPerClass > 0);
  });
});

function sizes(tensors: Readonly<Record<string, readonly number[]>>) {
  return { embedding: tensors['learned/embedding']?.length, probe: tensors['learned/probe1.kernel']?.length };
}
