import { conv2d, tf } from '@ballast/tensor';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Block } from '../../parts/blockStage.ts';
import { kaimingNormal, mergeStates } from '../../parts/initialization.ts';
import { convolutionUnits, withZeros, type UnitShape } from './convolutionUnit.ts';

/** Branches on the same input, side by side. */
export interface BranchesShape {
  readonly branches: readonly (readonly UnitShape[])[];
  /** What a further branch without parameters, or with those of `pooledUnits`, begins with. */
  readonly pool?: (input: Tensor) => Tensor;
  readonly pooledUnits?: readonly UnitShape[];
}

/** The channels of all branches, one after another; parameters are called `name.branch0`, `name.branch1` … */
export function branches(name: string, inputs: number, shape: BranchesShape): Block {
  const called = (index: number): string => `${name}.branch${String(index)}`;
  const parts = shape.branches.map((units, index) => convolutionUnits(called(index), inputs, units));
  const { pool, pooledUnits } = shape;
  // timm counts the average that comes before the pooled units as the first of them.
  const pooled = pooledUnits && convolutionUnits(`${called(parts.length)}.1`, inputs, pooledUnits);
  return {
    initialize: (random) =>
      mergeStates(...[...parts, ...(pooled ? [pooled] : [])].map((part) => part.initialize(random))),
    apply: (scope, input) => {
      const around = pool === undefined ? [] : [pooled ? pooled.apply(scope, pool(input)) : pool(input)];
      return tf.concat([...parts.map((part) => part.apply(scope, input)), ...around], 3);
    },
  };
}

export interface ResidualShape {
  readonly branches: readonly (readonly UnitShape[])[];
  /** What the branches' sum is multiplied by before it is added: large networks are unstable without (section 3.3). */
  readonly scale: number;
  /** Whether a ReLU follows; so unless given. */
  readonly activated?: boolean;
}

/** x + scale · (1×1 convolution of the branches), with as many channels as x; its kernel and bias are `name.conv2d`. */
export function residualBranches(name: string, channels: number, shape: ResidualShape): Block {
  const inner = branches(name, channels, shape);
  const joined = shape.branches.reduce((sum, units) => sum + (units.at(-1)?.outputs ?? 0), 0);
  const [kernel, bias] = [`${name}.conv2d.kernel`, `${name}.conv2d.bias`];
  return {
    initialize: (random) => {
      const fresh = kaimingNormal(random.split(kernel), [1, 1, joined, channels]);
      const own = { parameters: { [kernel]: fresh, [bias]: tf.zeros([channels]) }, buffers: {} };
      return mergeStates(inner.initialize(random), own);
    },
    apply: (scope, input) => {
      const joint = conv2d(inner.apply(scope, input), scope.parameter(kernel), { stride: 1, padding: 0 });
      const residual = tf.mul(tf.add(joint, scope.parameter(bias)), shape.scale);
      const sum = tf.add(input, residual);
      return (shape.activated ?? true) ? tf.relu(sum) : sum;
    },
  };
}

/** 3×3 maxima that halve the image, without a border. */
export function halvingMaximum(input: Tensor): Tensor {
  return tf.maxPool(input as Tensor4D, 3, 2, 'valid');
}

/** 3×3 means of what is within the image. */
export function averageOfNeighbours(input: Tensor): Tensor {
  const [, height, width] = (input as Tensor4D).shape;
  const means = (images: Tensor4D): Tensor4D => tf.avgPool(withZeros(images, 1, 1), 3, 1, 'valid');
  return tf.div(means(input as Tensor4D), means(tf.ones([1, height, width, 1]))); // a border's mean counts zeros
}
