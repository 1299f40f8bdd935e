import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { softmaxCrossEntropy, tf } from '../../../src/index.ts';
import {
  batchNormTrain,
  dense,
  movingAverage,
  reluGradient,
  runThinning,
  softmaxCrossEntropyGradient,
  thin,
} from '../../../src/kernels/operations.ts';
import { type KernelCase, matrix, images, offKinks, labels, thinning } from './support.ts';

export const layerCases: Readonly<Record<string, KernelCase>> = {
  BallastDense: {
    inputs: { x: [4, 5], kernel: [5, 3], bias: [3] },
    apply: ({ x, kernel: k, bias }) => dense(x as Tensor2D, k as Tensor2D, bias as Tensor1D),
  },
  BallastBatchNormTrain: {
    inputs: { x: [3, 4, 2, 5], gamma: [5], beta: [5] },
    apply: ({ x, gamma, beta }) => batchNormTrain(x as Tensor, gamma as Tensor1D, beta as Tensor1D, 1e-3).output,
  },
  BallastBatchNormTrainGradient: {
    inputs: { dy: [3, 4, 2, 5], x: [3, 4, 2, 5], gamma: [5] },
    // As a backward pass calls it.
    apply: ({ dy, x, gamma }) => {
      const output = (at: Tensor, scale: Tensor) =>
        batchNormTrain(at, scale as Tensor1D, tf.zeros([5]), 1e-3)
          .output.mul(dy as Tensor)
          .sum();
      const [throughInput, throughScale] = tf.grads(output)([x, gamma] as Tensor[]) as [Tensor, Tensor];
      return throughInput.mul(throughScale).add(throughScale.square());
    },
  },
  BallastReluGradient: {
    inputs: { dy: [3, 4], x: [3, 4] },
    apply: ({ dy, x }) => reluGradient(dy as Tensor, x as Tensor),
    domain: offKinks,
  },
  BallastSoftmaxCrossEntropy: { inputs: matrix, apply: ({ x }) => softmaxCrossEntropy(x as Tensor2D, labels()) },
  BallastSoftmaxCrossEntropyGradient: {
    inputs: { dy: [3], x: [3, 4] },
    apply: ({ dy, x }) => softmaxCrossEntropyGradient(dy as Tensor1D, x as Tensor2D, labels()),
  },
  BallastMovingAverage: {
    inputs: { a: [4], b: [4] },
    apply: ({ a, b }) => movingAverage(a as Tensor, b as Tensor, 0.1, 1.2),
    onlyForward: true,
  },
  BallastThin: { inputs: images, apply: ({ x }) => thin(x as Tensor4D, thinning) },
  BallastSpread: {
    inputs: { y: [2, 3, 2, 6] },
    apply: ({ y }) => runThinning('BallastSpread', { y: y as Tensor4D }, thinning),
  },
};
