import { createRandom, type MetaProblem, type NamedTensors, type Plugin } from '@ballast/core';
import { forward, initializeBackend, mapNamed, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { buildPlugin, randomMetaProblem } from '@ballast/testing';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import metaOptimizers from '../src/index.ts';
import { installed } from './installed.ts';

const plugins = metaOptimizers as readonly Plugin<'meta optimizer'>[];
const find = <P extends Plugin>(all: readonly P[], id: string): P => all.find((plugin) => plugin.id === id) as P;

beforeAll(() => initializeBackend());

describe('a ResNet-32 in float32', () => {
  // wasm computes on one thread; what grows with depth is there at any size of image.
  const size = process.env['BALLAST_BACKEND'] === 'native' ? 32 : 8;
  const network = buildPlugin(find(installed('model'), 'resnet')).build({
    imageShape: { height: size, width: size, channels: 3 },
    classCount: 10,
    head: 'linear',
  });
  const problem = (): MetaProblem =>
    randomMetaProblem({
      network,
      inputShape: [size, size, 3],
      classCount: 10,
      loss: { perSample: ({ logits, givenLabels }) => softmaxCrossEntropy(logits, givenLabels) },
      weightNet: buildPlugin(find(installed('weight net'), 'mw-net')),
      random: createRandom(1),
      batchSize: 8,
    });

  it('has forward mode within a thousandth of the unrolled meta gradient', () => {
    tf.tidy(() => {
      const given = problem();
      const exact = buildPlugin(find(plugins, 'forward-mode')).metaGradient(given).gradients;
      const unrolled = buildPlugin(find(plugins, 'unrolled')).metaGradient(given).gradients;
      expect(relativeDistance(exact, unrolled)).toBeLessThan(1e-3);
    });
  });

  it.each(plugins.map(({ id }) => id))('keeps its running statistics bit for bit through %s', (id) => {
    tf.tidy(() => {
      const given = problem();
      const before = [numbersOf(given.buffers), numbersOf(nextBuffers(given))];
      buildPlugin(find(plugins, id), {}, plugins).metaGradient(given);
      expect([numbersOf(given.buffers), numbersOf(nextBuffers(given))]).toEqual(before);
    });
  });
});

/** What the actual step would make of them. */
function nextBuffers({ network, trainInputs, ...state }: MetaProblem): NamedTensors {
  return forward(network, state, trainInputs, 'train').buffers;
}

function numbersOf(tensors: NamedTensors): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, [...tensor.dataSync()]]));
}

function relativeDistance(actual: NamedTensors, expected: NamedTensors): number {
  const length = (tensors: NamedTensors): number =>
    Math.sqrt(Object.values(tensors).reduce((sum, tensor) => sum + (tensor.square().sum().dataSync()[0] as number), 0));
  return length(mapNamed(actual, (tensor, name) => tensor.sub(expected[name] as Tensor))) / length(expected);
}
