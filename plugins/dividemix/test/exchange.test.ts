import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type LoopState, type NamedTensors, type PhaseContext, type Plugin } from '@ballast/core';
import { AugmentationOptions } from '@ballast/data';
import noise from '@ballast/plugin-noise';
import { disposeNamed, initializeBackend } from '@ballast/tensor';
import { buildPlugin, digitsTask, tinyMlp } from '@ballast/testing';
import { createOptimizer, createPhaseContext, currentLosses, disposeReplaced, packGroups } from '@ballast/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanProbabilities } from '../src/division/divide.ts';
import { averagedLosses, emptyLossHistory } from '../src/division/lossHistory.ts';
import { DivideMixLoop } from '../src/divideMixLoop.ts';
import { MixMatchEpoch } from '../src/mixMatchEpoch.ts';
import { unpackPair } from '../src/networkPair.ts';
import { DivideMixOptions } from '../src/options.ts';

const epoch = 2;
const learningRate = 0.02;
const network = tinyMlp([64, 16, 10]);
const options = DivideMixOptions.parse({
  epochs: 3,
  warmUpEpochs: epoch,
  warmUpBatchSize: 16,
  batchSize: 16,
  schedule: { type: 'constant', learningRate },
});
const folder = mkdtempSync(join(tmpdir(), 'ballast-'));

let context: PhaseContext;
let loop: DivideMixLoop;
/** After the warm-up. */
let state: LoopState;
/** After one divided epoch. */
let divided: NamedTensors;

beforeAll(async () => {
  await initializeBackend();
  const uniform = (noise as readonly Plugin[]).find(({ id }) => id === 'uniform') as Plugin<'noise'>;
  const task = await digitsTask({ trainLimit: 200, testLimit: 20, noise: buildPlugin(uniform, { rate: 0.3 }) });
  const random = createRandom(1);
  const augmentation = AugmentationOptions.parse({ padding: 1, paddingMode: 'zero' });
  context = createPhaseContext({
    phase: 'training',
    task,
    network: () => network,
    augmentation,
    random,
    outputs: {},
    folder,
  });
  loop = new DivideMixLoop(context, options);
  state = loop.initialize();
  for (let warmUp = 0; warmUp < epoch; warmUp++) {
    const { tensors } = await loop.runEpoch(state, warmUp);
    disposeReplaced(state.tensors, tensors);
    state = { ...state, tensors };
  }
  divided = (await loop.runEpoch(state, epoch)).tensors;
});

afterAll(() => {
  disposeReplaced(divided, state.tensors);
  disposeNamed(state.tensors);
  rmSync(folder, { recursive: true, force: true });
});

/** [N] the probability that each label is right, by one of the networks after the warm-up. */
async function trustBy(number: 0 | 1): Promise<Float32Array> {
  const { train } = context.task;
  const classifier = { network, ...unpackPair(state.tensors)[number] };
  const losses = await currentLosses(context, train, classifier, { epoch, batchSize: 256 });
  return cleanProbabilities(averagedLosses(emptyLossHistory(1, train.count), number, 0, losses), options.mixture);
}

/** Parameters that one of the networks has after an epoch of its own with this trust. */
async function trainedWith(number: 0 | 1, trust: Float32Array): Promise<Record<string, number[]>> {
  const before = unpackPair(state.tensors);
  const [own, peer] = number === 0 ? before : ([before[1], unpackPair(divided)[0]] as const);
  const random = number === 0 ? context.random : context.random.split('second network');
  const epochOf = new MixMatchEpoch(network, createOptimizer(options.optimizer), options);
  const { state: trained } = await epochOf.train({ ...context, random }, [own, peer], { epoch, learningRate, trust });
  const numbers = numbersOf(trained.parameters);
  disposeReplaced(packGroups(trained), packGroups(own));
  return numbers;
}

function numbersOf(tensors: NamedTensors): Record<string, number[]> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, [...tensor.dataSync()]]));
}

describe.each([
  ['first', 0, 1],
  ['second', 1, 0],
] as const)('the %s network', (_, own, other) => {
  it('learns by the division of the other one, not by its own', async () => {
    const found = numbersOf(unpackPair(divided)[own].parameters);
    expect(found).toEqual(await trainedWith(own, await trustBy(other)));
    expect(found).not.toEqual(await trainedWith(own, await trustBy(own)));
  });
});
