import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import type { Kernels } from './contract.ts';
import { dilate } from './dilate.ts';

/** Every kernel from ordinary tfjs ops: the definition that faster ones are tested against. */
export const portableKernels: Kernels = {
  dense: (x, kernel, bias) => tf.add(tf.matMul(x, kernel), bias),

  batchNormTrain(x, gamma, beta, epsilon) {
    const axes = batchAxes(x.rank);
    const { mean, variance } = tf.moments(x, axes) as { mean: Tensor1D; variance: Tensor1D };
    const normalised = x.sub(mean).mul(tf.rsqrt(variance.add(epsilon)));
    return { output: normalised.mul(gamma).add(beta), mean, variance };
  },

  batchNormTrainGradient(dy, x, gamma, { mean, variance }, epsilon) {
    const axes = batchAxes(x.rank);
    const inverse = tf.rsqrt(variance.add(epsilon));
    const normalised = x.sub(mean).mul(inverse);
    const meanOfGradient = dy.mean(axes);
    const meanOfProduct = dy.mul(normalised).mean(axes);
    const count = x.size / gamma.size;
    return {
      x: dy.sub(meanOfGradient).sub(normalised.mul(meanOfProduct)).mul(inverse.mul(gamma)),
      gamma: meanOfProduct.mul<Tensor1D>(count),
      beta: meanOfGradient.mul<Tensor1D>(count),
    };
  },

  reluGradient: (dy, x) => dy.mul(tf.step(x)),

  softmaxCrossEntropy(logits, labels) {
    const oneHot = tf.oneHot(labels, classCount(logits));
    return tf.sub<Tensor1D>(tf.logSumExp(logits, 1), logits.mul(oneHot).sum(1));
  },

  softmaxCrossEntropyGradient(dy, logits, labels) {
    const oneHot = tf.oneHot(labels, classCount(logits));
    return tf.softmax(logits).sub(oneHot).mul(dy.expandDims(1));
  },

  movingAverage: (running, batch, fraction, correction) =>
    running.mul(1 - fraction).add(batch.mul(fraction * correction)),

  thin(x, { stride, before, after }) {
    const thinned = stride === 1 ? x : tf.stridedSlice(x, [0, 0, 0, 0], x.shape, [1, stride, stride, 1]);
    const channels: [number, number] = [before, after];
    return tf.pad4d(thinned as Tensor4D, [[0, 0], [0, 0], [0, 0], channels]);
  },

  spread(y, { stride, before, after }, size) {
    const [batch, height, width, channels] = y.shape;
    const own = tf.slice4d(y, [0, 0, 0, before], [batch, height, width, channels - before - after]);
    return stride === 1 ? own : dilate(own, [stride, stride], size);
  },
};

/** All axes but the last. */
export function batchAxes(rank: number): number[] {
  return Array.from({ length: rank - 1 }, (_, axis) => axis);
}

function classCount(logits: Tensor2D): number {
  return logits.shape[1];
}
