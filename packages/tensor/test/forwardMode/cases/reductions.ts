import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../../../src/index.ts';
import { type KernelCase, unary, ofImages, kernel, integers, pooling } from './support.ts';

export const reductionCases: Readonly<Record<string, KernelCase>> = {
  AvgPool: ofImages((x) => tf.avgPool(x, [3, 2], [2, 1], 'same')),
  AvgPoolGrad: {
    inputs: { dy: [2, 3, 4, 3] },
    apply: ({ dy }) =>
      tf.engine().runKernel<Tensor>('AvgPoolGrad', { dy: dy as Tensor, input: tf.ones([2, 5, 4, 3]) }, pooling),
  },
  LogSoftmax: kernel('LogSoftmax', { logits: [3, 4] }, { axis: -1 }),
  Max: unary((x) => tf.max(x, 1)),
  MaxPool: ofImages((x) => tf.maxPool(x, [3, 2], [2, 1], 'same')),
  MaxPoolGrad: {
    inputs: { x: [2, 5, 4, 3] },
    apply: ({ x }) =>
      tf.grad((z: Tensor) =>
        tf
          .maxPool(z as Tensor4D, [3, 2], [2, 1], 'same')
          .square()
          .sum(),
      )(x as Tensor),
    onlyForward: true,
  },
  Mean: unary((x) => tf.mean(x, 0)),
  Min: unary((x) => tf.min(x, 1, true)),
  ResizeBilinear: ofImages((x) => tf.image.resizeBilinear(x, [7, 6])),
  ResizeBilinearGrad: {
    inputs: { dy: [2, 7, 6, 3] },
    apply: ({ dy }) =>
      tf
        .engine()
        .runKernel<Tensor>(
          'ResizeBilinearGrad',
          { dy: dy as Tensor, images: tf.ones([2, 5, 4, 3]) },
          { alignCorners: false },
        ),
    onlyForward: true,
  },
  ResizeNearestNeighbor: ofImages((x) => tf.image.resizeNearestNeighbor(x, [10, 8])),
  ResizeNearestNeighborGrad: {
    inputs: { dy: [2, 10, 8, 3] },
    apply: ({ dy }) =>
      tf
        .engine()
        .runKernel<Tensor>(
          'ResizeNearestNeighborGrad',
          { dy: dy as Tensor, images: tf.ones([2, 5, 4, 3]) },
          { alignCorners: false },
        ),
    onlyForward: true,
  },
  Softmax: unary((x) => tf.softmax(x)),
  Sum: unary((x) => tf.sum(x, [0])),
  UnsortedSegmentSum: unary((x) => tf.unsortedSegmentSum(x, integers(1, 0, 1), 2)),
};
