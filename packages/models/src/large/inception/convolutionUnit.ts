import type { StageScope } from '@ballast/core';
import { batchNorm, conv2d, tf } from '@ballast/tensor';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Block } from '../../parts/blockStage.ts';
import { batchNormState, convolutionalInitializations, mergeStates } from '../../parts/initialization.ts';

/** A convolution, batch norm and ReLU. */
export interface UnitShape {
  /** Height and width of the kernel; a number is both. */
  readonly kernel: number | readonly [number, number];
  readonly outputs: number;
  /** 1 unless given. */
  readonly stride?: number;
  /** Whether zeros around the image keep its size at stride 1; so unless given. */
  readonly padded?: boolean;
}

/** Of the released network (Szegedy et al. 2016). */
const epsilon = 1e-3;
const initialization = convolutionalInitializations.kaiming;

/** A unit whose parameters are `name.conv` and those of `name.bn`. */
export function convolutionUnit(name: string, inputs: number, shape: UnitShape): Block {
  const { outputs, stride = 1, padded = true } = shape;
  const [height, width] = typeof shape.kernel === 'number' ? [shape.kernel, shape.kernel] : shape.kernel;
  return {
    initialize: (random) => {
      const kernel = initialization.kernel(random.split(`${name}.conv`), [height, width, inputs, outputs]);
      return mergeStates(
        { parameters: { [`${name}.conv`]: kernel }, buffers: {} },
        batchNormState(`${name}.bn`, outputs, random, initialization),
      );
    },
    apply: (scope, input) => {
      const [rows, columns] = padded ? [(height - 1) / 2, (width - 1) / 2] : [0, 0];
      const padding = Math.min(rows, columns); // what is left concerns one axis alone
      const framed = withZeros(input, rows - padding, columns - padding);
      const convolved = conv2d(framed, scope.parameter(`${name}.conv`), { stride, padding });
      return tf.relu(batchNorm(scope, `${name}.bn`, convolved, epsilon));
    },
  };
}

/** Units one after another, `name.0`, `name.1` …; a single one is called `name` itself. */
export function convolutionUnits(name: string, inputs: number, shapes: readonly UnitShape[]): Block {
  const units = shapes.map((shape, index) => {
    const own = shapes.length === 1 ? name : `${name}.${String(index)}`;
    return convolutionUnit(own, shapes[index - 1]?.outputs ?? inputs, shape);
  });
  return {
    initialize: (random) => mergeStates(...units.map((unit) => unit.initialize(random))),
    apply: (scope: StageScope, input: Tensor) => units.reduce((features, unit) => unit.apply(scope, features), input),
  };
}

/** [B, H, W, C] → [B, H + 2·rows, W + 2·columns, C] */
export function withZeros(images: Tensor, rows: number, columns: number): Tensor4D {
  if (rows === 0 && columns === 0) return images as Tensor4D;
  return tf.pad<Tensor4D>(images as Tensor4D, [[0, 0], [rows, rows], [columns, columns], [0, 0]]); // prettier-ignore
}
