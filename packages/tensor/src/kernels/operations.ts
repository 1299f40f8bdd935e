import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';
import type { BatchNormTrainGradient, BatchNormTrainResult, Thinning } from './contract.ts';
import { KernelNames } from './names.ts';

/** The kernels as differentiable functions; the engine finds the backend's implementation by name. */

/** x·kernel + bias: [B, in], [in, out], [out] → [B, out]. */
export function dense(x: Tensor2D, kernel: Tensor2D, bias: Tensor1D): Tensor2D {
  return tf.engine().runKernel<Tensor2D>(KernelNames.dense, { x, kernel, bias });
}

/** Normalised by the batch's own mean and (biased) variance over all axes but the last. Ioffe & Szegedy 2015. */
export function batchNormTrain(x: Tensor, gamma: Tensor1D, beta: Tensor1D, epsilon: number): BatchNormTrainResult {
  const inputs = { x, gamma, beta };
  const [output, mean, variance] = tf.engine().runKernel<Tensor[]>(KernelNames.batchNormTrain, inputs, { epsilon });
  return { output: output as Tensor, mean: mean as Tensor1D, variance: variance as Tensor1D };
}

/** Normalised by given statistics [C], over all axes but the last. */
export function batchNormGiven(
  x: Tensor,
  gamma: Tensor1D,
  beta: Tensor1D,
  { mean, variance }: { readonly mean: Tensor1D; readonly variance: Tensor1D },
  epsilon: number,
): Tensor {
  // tfjs's function would reshape the result once more.
  if (x.rank !== 4) return tf.batchNorm(x as Tensor2D, mean, variance, beta, gamma, epsilon);
  const inputs = { x, mean, variance, offset: beta, scale: gamma };
  return tf.engine().runKernel<Tensor>('FusedBatchNorm', inputs, { varianceEpsilon: epsilon });
}

/** The vector–Jacobian product of `batchNormTrain`; in x it is symmetric, so it serves the tangent as well. */
export function batchNormTrainGradient(
  dy: Tensor,
  x: Tensor,
  gamma: Tensor1D,
  { mean, variance }: { readonly mean: Tensor1D; readonly variance: Tensor1D },
  epsilon: number,
): BatchNormTrainGradient {
  const inputs = { dy, x, gamma, mean, variance };
  const gradients = tf.engine().runKernel<Tensor[]>(KernelNames.batchNormTrainGradient, inputs, { epsilon });
  return { x: gradients[0] as Tensor, gamma: gradients[1] as Tensor1D, beta: gradients[2] as Tensor1D };
}

/** dy where x > 0, else 0. Linear in dy. */
export function reluGradient<T extends Tensor>(dy: T, x: T): T {
  return tf.engine().runKernel<T>(KernelNames.reluGradient, { dy, x });
}

/**
 * −log softmax(logits)[label] of each sample: [B] from logits [B, K] and labels [B] int32.
 * Its gradient starts from the logits, not from the softmax that the forward pass saw, so that it can be
 * differentiated again.
 */
export function softmaxCrossEntropy(logits: Tensor2D, labels: Tensor1D): Tensor1D {
  return tf.engine().runKernel<Tensor1D>(KernelNames.softmaxCrossEntropy, { logits, labels });
}

/** [B, K]: dy [B] · (softmax(logits) − onehot(labels)). */
export function softmaxCrossEntropyGradient(dy: Tensor1D, logits: Tensor2D, labels: Tensor1D): Tensor2D {
  return tf.engine().runKernel<Tensor2D>(KernelNames.softmaxCrossEntropyGradient, { dy, logits, labels });
}

/** running + fraction · (correction · batch − running); nothing differentiates it. */
export function movingAverage(running: Tensor, batch: Tensor, fraction: number, correction: number): Tensor {
  return tf.engine().runKernel<Tensor>(KernelNames.movingAverage, { running, batch }, { fraction, correction });
}

/** As attributes of a kernel: with the size of the images that are thinned. */
export interface ThinningAttributes extends Thinning {
  readonly height: number;
  readonly width: number;
}

/** Every stride-th pixel, with channels of zeros around its own: [B, H, W, C] → [B, ⌈H/s⌉, ⌈W/s⌉, before + C + after]. */
export function thin(x: Tensor4D, thinning: Thinning): Tensor4D {
  return runThinning(KernelNames.thin, { x }, { ...thinning, height: x.shape[1], width: x.shape[2] });
}

/** The two are each other's adjoints, and so each other's gradients. */
export function runThinning(name: string, inputs: { x: Tensor4D } | { y: Tensor4D }, attributes: ThinningAttributes) {
  return tf.engine().runKernel<Tensor4D>(name, { ...inputs }, { ...attributes });
}
