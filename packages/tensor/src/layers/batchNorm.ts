import type { Dual, StageScope } from '@ballast/core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { batchNormTrain, batchNormTrainGradient, movingAverage } from '../kernels/operations.ts';
import { tf } from '../tf.ts';
import { sum } from './dual.ts';

/** Added to the variance. */
export const batchNormEpsilon = 1e-5;
/** How much of the running statistics one batch replaces. */
const batchFraction = 0.1;

/**
 * Ioffe & Szegedy 2015, over all axes but the last. Reads the parameters `name.gamma`, `name.beta` and the
 * buffers `name.mean`, `name.variance` (running statistics), all [C].
 * Mode `train` normalises by the batch's mean and biased variance and moves the buffers (the running variance
 * by the unbiased estimate); mode `inference` normalises by the buffers.
 */
export function batchNorm<T extends Tensor>(scope: StageScope, name: string, x: Dual<T>): Dual<T> {
  const gamma = scope.parameter(`${name}.gamma`) as Dual<Tensor1D>;
  const beta = scope.parameter(`${name}.beta`) as Dual<Tensor1D>;
  const result = scope.mode === 'train' ? byBatch(scope, name, x, gamma, beta) : byBuffers(scope, name, x, gamma, beta);
  return result as Dual<T>;
}

function byBatch(scope: StageScope, name: string, x: Dual, gamma: Dual<Tensor1D>, beta: Dual<Tensor1D>): Dual {
  const { output, mean, variance } = batchNormTrain(x.value, gamma.value, beta.value, batchNormEpsilon);
  const count = x.value.size / gamma.value.size;
  const unbiased = count / Math.max(1, count - 1);
  update(scope, `${name}.mean`, mean, 1);
  update(scope, `${name}.variance`, variance, unbiased);
  const throughInput =
    x.tangent && batchNormTrainGradient(x.tangent, x.value, gamma.value, { mean, variance }, batchNormEpsilon).x;
  return { value: output, tangent: sum(throughInput, throughAffine(x.value, gamma, beta, mean, variance)) };
}

function byBuffers(scope: StageScope, name: string, x: Dual, gamma: Dual<Tensor1D>, beta: Dual<Tensor1D>): Dual {
  const mean = scope.buffer(`${name}.mean`) as Tensor1D;
  const variance = scope.buffer(`${name}.variance`) as Tensor1D;
  const scale = tf.mul(gamma.value, inverseDeviation(variance)); // [C]
  const value = tf.add(tf.mul(x.value, scale), tf.sub(beta.value, tf.mul(mean, scale)));
  const throughInput = x.tangent && tf.mul(x.tangent, scale);
  return { value, tangent: sum(throughInput, throughAffine(x.value, gamma, beta, mean, variance)) };
}

/** γ˙·(x − mean)/deviation + β˙. */
function throughAffine(
  x: Tensor,
  gamma: Dual<Tensor1D>,
  beta: Dual<Tensor1D>,
  mean: Tensor1D,
  variance: Tensor1D,
): Tensor | undefined {
  const shift = beta.tangent;
  if (gamma.tangent === undefined) return shift && tf.broadcastTo(shift, x.shape);
  const scale = tf.mul(gamma.tangent, inverseDeviation(variance)); // [C]
  const offset = tf.mul(mean, scale);
  return tf.add(tf.mul(x, scale), shift ? tf.sub(shift, offset) : tf.neg(offset));
}

function inverseDeviation(variance: Tensor1D): Tensor1D {
  return tf.rsqrt(tf.add(variance, batchNormEpsilon));
}

function update(scope: StageScope, buffer: string, batch: Tensor1D, correction: number): void {
  scope.updateBuffer(buffer, movingAverage(scope.buffer(buffer), batch, batchFraction, correction));
}
