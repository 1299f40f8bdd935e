import { createRandom, type MetaProblem, type Network, type Plugin, type WeightNet } from '@ballast/core';
import { initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { buildPlugin, randomMetaProblem, tinyMlp, tinyResNet } from '@ballast/testing';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import metaOptimizers, { checkSkippedStages } from '../src/index.ts';

const plugins = metaOptimizers as readonly Plugin[];
const slmo = plugins.find(({ id }) => id === 'slmo') as Plugin<'meta optimizer'>;

describe('skipping stages', () => {
  const mlp = tinyMlp([64, 64, 64, 10]);

  it.each([0, 1, 2])('leaves %i of the three stages of an MLP out', (skipped) => {
    expect(() => {
      checkSkippedStages(mlp, skipped);
    }).not.toThrow();
  });

  it.each([3, 4])('says that an MLP of three stages cannot skip %i', (skipped) => {
    expect(() => {
      checkSkippedStages(mlp, skipped);
    }).toThrow(/has 3 \(layer1, layer2, head\)[\s\S]*largest possible value is 2/);
  });

  it('is refused by `check`, before anything runs', () => {
    expect(() => buildPlugin(slmo, { skippedStages: 3 }, plugins).check?.(mlp)).toThrow(/cannot skip 3 stages/);
  });

  it('asks the meta optimizer of the stages that are left, too', () => {
    const twice = (skippedStages: number) => {
      const gradient = { type: 'slmo', skippedStages };
      return () => buildPlugin(slmo, { skippedStages: 1, gradient }, plugins).check?.(mlp);
    };
    expect(twice(1)).not.toThrow();
    expect(twice(2)).toThrow(/cannot skip 2 stages: this network has 2 \(layer2, head\)/);
  });
});

/** Its widths tell from a kernel's channels which stage a convolution belongs to. */
const network = tinyResNet({ channels: 2, widths: [3, 4, 6], classCount: 4 });
const channelsOfStage = [['2→3'], ['3→3', '3→3'], ['3→4', '4→4'], ['4→6', '6→6']] as const;

describe.each(['forward-mode', 'finite-difference', 'unrolled'])('SLMO with %s', (gradient) => {
  beforeAll(() => initializeBackend());

  it.each([1, 2, 3, 4])('convolves in %i skipped stages once a batch, and never backwards', async (skippedStages) => {
    const problem = resNetProblem(network);
    const optimizer = buildPlugin(slmo, { gradient, skippedStages }, plugins);
    const convolutions = await convolutionsOf(() => optimizer.metaGradient(problem).metaLoss);
    for (const channels of new Set(channelsOfStage.slice(0, skippedStages).flat())) {
      const layers = channelsOfStage.flat().filter((one) => one === channels).length;
      const ofBothBatches = Array.from({ length: 2 * layers }, () => 'Conv2D');
      expect(convolutions.filter((one) => one.channels === channels).map(({ kernel }) => kernel)).toEqual(
        ofBothBatches,
      );
    }
    const above = channelsOfStage.slice(skippedStages).flat();
    expect(convolutions.filter(({ kernel }) => kernel === 'Conv2DBackpropFilter').length >= 2 * above.length).toBe(
      true,
    );
  });
});

it('carries a tangent through every convolution by two, through the first by one', async () => {
  await initializeBackend();
  const problem = resNetProblem(network);
  const count = async (gradient: string): Promise<number> => {
    const optimizer = buildPlugin(slmo, { gradient, skippedStages: 0 }, plugins);
    const convolutions = await convolutionsOf(() => optimizer.metaGradient(problem).metaLoss);
    return convolutions.filter(({ kernel, channels }) => kernel === 'Conv2D' && forwardChannels.includes(channels))
      .length;
  };
  const layers = channelsOfStage.flat();
  const forwardChannels: readonly string[] = [...new Set(layers)];
  // Virtual step, meta pass, and the tangent's pass: its values, and its tangents. On wasm, an input gradient of a
  // kernel with as many inputs as outputs is such a convolution too: three layers, in two backward passes.
  const square = tf.getBackend() === 'wasm' ? 2 * 4 : 0;
  expect(await count('forward-mode')).toBe(3 * layers.length + (2 * layers.length - 1) + square);
});

function resNetProblem(of: Network): MetaProblem {
  const line: WeightNet = {
    bounds: [0, 1],
    initialize: () => ({ slope: tf.scalar(0.3) }),
    weights: ({ slope }, { losses }) => tf.sigmoid(tf.mul(losses, slope as Scalar)),
  };
  return randomMetaProblem({
    network: of,
    inputShape: [8, 8, 2],
    classCount: 4,
    loss: { perSample: ({ logits, givenLabels }) => softmaxCrossEntropy(logits, givenLabels) },
    weightNet: line,
    random: createRandom(1),
  });
}

interface Convolution {
  readonly kernel: string;
  /** `inputs→outputs` of its 3×3 kernel. */
  readonly channels: string;
}

async function convolutionsOf(compute: () => Tensor): Promise<readonly Convolution[]> {
  const { kernels } = await tf.profile(() => tf.tidy(compute));
  return kernels.flatMap(({ name, inputShapes }): Convolution[] => {
    const [first, second] = inputShapes as [number[], number[]];
    if (name === 'Conv2DBackpropFilter') return [{ kernel: name, channels: `${last(first)}→${last(second)}` }];
    if (name !== 'Conv2D' && name !== 'Conv2DBackpropInput') return [];
    const [height, , inputs, outputs] = second;
    return height === 3 ? [{ kernel: name, channels: `${String(inputs)}→${String(outputs)}` }] : [];
  });
}

function last(shape: readonly number[]): string {
  return String(shape.at(-1));
}
