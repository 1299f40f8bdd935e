import type { NamedAttrMap, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

/** Attributes of tfjs's pooling kernels. */
export interface PoolAttributes {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: Parameters<typeof tf.maxPool>[3];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * `values` at the places where max pooling found the largest x, the first one of equals: the adjoint of `MaxPoolGrad`
 * as well as the directional derivative of `MaxPool`.
 * @param x [B, H, W, C], as `values`; `y` [B, H', W', C], what pooling gave.
 */
export function maxPoolAt(x: Tensor4D, y: Tensor4D, values: Tensor4D, attributes: PoolAttributes): Tensor4D {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const info = tf.backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { padInfo, strideHeight, strideWidth, outHeight, outWidth, filterHeight, filterWidth } = info;
  const rows = (outHeight - 1) * strideHeight + 1; // that one place of the window visits
  const columns = (outWidth - 1) * strideWidth + 1;
  const padded = (tensor: Tensor4D, fill: number): Tensor4D =>
    tf.pad4d(
      tensor,
      [
        [0, 0],
        [padInfo.top, Math.max(0, rows + filterHeight - 1 - x.shape[1] - padInfo.top)],
        [padInfo.left, Math.max(0, columns + filterWidth - 1 - x.shape[2] - padInfo.left)],
        [0, 0],
      ],
      fill,
    );
  const [paddedInputs, paddedValues] = [padded(x, Number.NEGATIVE_INFINITY), padded(values, 0)];
  const visited = (tensor: Tensor4D, row: number, column: number): Tensor4D => {
    const end = [tensor.shape[0], row + rows, column + columns, tensor.shape[3]];
    return tf.stridedSlice(tensor, [0, row, column, 0], end, [1, strideHeight, strideWidth, 1]) as Tensor4D;
  };

  let found: Tensor = tf.zerosLike(y); // 1 once the largest one was met
  let result: Tensor = tf.zerosLike(y);
  for (let row = 0; row < filterHeight; row++) {
    for (let column = 0; column < filterWidth; column++) {
      const isLargest = tf.cast(tf.equal(visited(paddedInputs, row, column), y), 'float32');
      const isFirst = tf.mul(isLargest, tf.sub(1, found));
      result = tf.add(result, tf.mul(visited(paddedValues, row, column), isFirst));
      found = tf.add(found, isFirst);
    }
  }
  return result as Tensor4D;
}

/** The gradients of pooling's gradients, which tfjs lacks. */
export function registerPoolingGradients(): void {
  tf.registerGradient({
    kernelName: 'MaxPoolGrad',
    inputsToSave: ['input', 'output'],
    gradFunc: (cotangent, [input, output], attributes) => ({
      dy: () =>
        maxPoolAt(
          input as Tensor4D,
          output as Tensor4D,
          cotangent as Tensor4D,
          attributes as unknown as PoolAttributes,
        ),
      input: () => tf.zerosLike(input as Tensor),
      output: () => tf.zerosLike(output as Tensor),
    }),
  });
  tf.registerGradient({
    kernelName: 'AvgPoolGrad',
    inputsToSave: ['input'],
    gradFunc: (cotangent, [input], attributes: NamedAttrMap) => ({
      dy: () => tf.engine().runKernel<Tensor4D>('AvgPool', { x: cotangent as Tensor4D }, attributes),
      input: () => tf.zerosLike(input as Tensor),
    }),
  });
}
