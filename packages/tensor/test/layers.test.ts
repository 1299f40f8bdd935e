import type { Mode, NamedTensors, StageScope } from '@ballast/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  batchNorm,
  conv2d,
  cosineDense,
  dense,
  flatten,
  forwardMode,
  globalAveragePool,
  identityShortcut,
  initializeBackend,
  tf,
} from '../src/index.ts';
import { expectNear, innerProduct, normal } from './support.ts';

interface Layer {
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  apply(inputs: NamedTensors): Tensor;
}

const layers: Record<string, Layer> = {
  'conv2d, stride 1': convolutional(1),
  'conv2d, stride 2': convolutional(2),
  dense: {
    inputs: { x: [4, 5], kernel: [5, 3], bias: [3] },
    apply: ({ x, kernel, bias }) => dense(x as Tensor, kernel as Tensor, bias),
  },
  'dense without bias': {
    inputs: { x: [4, 5], kernel: [5, 3] },
    apply: ({ x, kernel }) => dense(x as Tensor, kernel as Tensor),
  },
  cosineDense: {
    inputs: { x: [4, 5], kernel: [5, 3] },
    apply: ({ x, kernel }) => cosineDense(x as Tensor, kernel as Tensor),
  },
  'batchNorm, train': normalising('train', [3, 4, 2, 5]),
  'batchNorm, inference': normalising('inference', [3, 4, 2, 5]),
  'batchNorm of features, train': normalising('train', [6, 5]),
  relu: { inputs: { x: [3, 4, 4, 2] }, apply: ({ x }) => tf.relu(x as Tensor) },
  globalAveragePool: { inputs: { x: [3, 4, 2, 5] }, apply: ({ x }) => globalAveragePool(x as Tensor) },
  flatten: { inputs: { x: [3, 4, 2, 5] }, apply: ({ x }) => flatten(x as Tensor) },
  'identityShortcut, stride 1': { inputs: { x: [2, 5, 4, 3] }, apply: ({ x }) => identityShortcut(x as Tensor, 1, 3) },
  'identityShortcut, stride 2': { inputs: { x: [2, 5, 4, 3] }, apply: ({ x }) => identityShortcut(x as Tensor, 2, 6) },
};

describe.each(Object.entries(layers))('%s', (_, layer) => {
  beforeAll(() => initializeBackend());

  const names = Object.keys(layer.inputs);
  const draw = (prefix: string) => names.map((name) => normal(prefix + name, layer.inputs[name] ?? []));
  /** No element so near to zero that a step of the differences passes a kink. */
  const drawInputs = () => draw('').map((x) => x.add(tf.sign(x).mul(0.1)));
  const value = (...inputs: Tensor[]) => layer.apply(named(inputs));
  const named = (tensors: (Tensor | undefined)[]) =>
    Object.fromEntries(
      names.flatMap((name, index) => (tensors[index] === undefined ? [] : [[name, tensors[index]] as const])),
    );
  const tangent = (inputs: Tensor[], tangents: (Tensor | undefined)[]) =>
    forwardMode((moved) => ({ output: layer.apply(moved) }), named(inputs), named(tangents)).tangents['output'];

  it('has no tangent where nothing moves', () => {
    expect(tangent(drawInputs(), [])).toBeUndefined();
  });

  it('has a tangent adjoint to its gradient, from each input alone and from all', () => {
    const inputs = drawInputs();
    const directions = draw('direction of ');
    const cotangent = normal('cotangent', value(...inputs).shape);
    const grads = tf.grads((...moved: Tensor[]) =>
      value(...moved)
        .mul(cotangent)
        .sum(),
    )(inputs);
    const subsets = [
      directions,
      ...directions.map((_, kept) => directions.map((d, index) => (index === kept ? d : undefined))),
    ];
    for (const subset of subsets) {
      const forward = tangent(inputs, subset) as Tensor;
      expect(forward.shape).toEqual(cotangent.shape);
      const reverse = subset.reduce((sum, d, index) => sum + (d ? innerProduct(d, grads[index] as Tensor) : 0), 0);
      const scale = Math.sqrt(innerProduct(forward, forward) * innerProduct(cotangent, cotangent));
      expect(Math.abs(innerProduct(forward, cotangent) - reverse)).toBeLessThanOrEqual(1e-5 * Math.max(1, scale));
    }
  });

  it('has the tangent that central differences approach', () => {
    const inputs = drawInputs();
    const directions = draw('direction of ');
    const step = 2 ** -9;
    const moved = (sign: number) =>
      value(...inputs.map((x, index) => x.add((directions[index] as Tensor).mul(sign * step))));
    const difference = moved(1)
      .sub(moved(-1))
      .div(2 * step);
    expectNear(tangent(inputs, directions) as Tensor, difference, 1e-3);
  });

  it('can be differentiated twice by reverse mode', () => {
    const inputs = drawInputs();
    const directions = draw('direction of ');
    const cotangent = normal('cotangent', value(...inputs).shape);
    const slope = (...moved: Tensor[]) => {
      const grads = tf.grads((...at: Tensor[]) =>
        value(...at)
          .square()
          .mul(cotangent)
          .sum(),
      )(moved);
      return tf.addN(grads.map((gradient, index) => gradient.mul(directions[index] as Tensor).sum()));
    };
    const seconds = tf.grads(slope)(inputs);
    const step = 2 ** -9;
    const shifted = (sign: number) =>
      slope(...inputs.map((x, index) => x.add((directions[index] as Tensor).mul(sign * step)))).dataSync()[0] as number;
    const [before, after] = [shifted(-1), shifted(1)];
    const curvature = (after - before) / (2 * step);
    const along = seconds.reduce(
      (sum, gradient, index) => sum + innerProduct(gradient, directions[index] as Tensor),
      0,
    );
    // The slope's rounding, divided by the step, is in the difference.
    const scale = Math.max(1, Math.abs(curvature), Math.abs(before));
    expect(Math.abs(along - curvature)).toBeLessThanOrEqual(1e-3 * scale);
  });
});

describe('batchNorm', () => {
  beforeAll(() => initializeBackend());

  it('moves running statistics by a tenth, the variance by its unbiased estimate', () => {
    const x = tf.tensor2d([
      [1, 0],
      [3, 4],
      [5, 8],
    ]);
    const moved: Record<string, Tensor> = {};
    batchNorm(scope('train', {}, 2, moved), 'bn', x);
    expectNear(moved['bn.mean'] as Tensor, [0.9 * 0.5 + 0.1 * 3, 0.9 * 0.5 + 0.1 * 4]);
    expectNear(moved['bn.variance'] as Tensor, [0.9 * 2 + 0.1 * 4, 0.9 * 2 + 0.1 * 16]);
  });

  it('leaves them alone in inference', () => {
    const moved: Record<string, Tensor> = {};
    batchNorm(scope('inference', {}, 2, moved), 'bn', tf.ones([3, 2]));
    expect(moved).toEqual({});
  });
});

function convolutional(stride: number): Layer {
  return {
    inputs: { x: [2, 6, 5, 3], kernel: [3, 3, 3, 4] },
    apply: ({ x, kernel }) => conv2d(x as Tensor, kernel as Tensor, { stride, padding: 1 }),
  };
}

function normalising(mode: Mode, shape: readonly number[]): Layer {
  const channels = shape.at(-1) as number;
  return {
    inputs: { x: shape, 'bn.gamma': [channels], 'bn.beta': [channels] },
    apply: (inputs) => batchNorm(scope(mode, inputs, channels, {}), 'bn', inputs['x'] as Tensor),
  };
}

/** Running mean ½ and variance 2. */
function scope(mode: Mode, parameters: NamedTensors, channels: number, moved: Record<string, Tensor>): StageScope {
  return {
    mode,
    parameter: (name) => parameters[name] ?? tf.ones([channels]),
    buffer: (name) => tf.fill([channels], name.endsWith('mean') ? 0.5 : 2),
    updateBuffer: (name, value) => {
      moved[name] = value;
    },
  };
}
