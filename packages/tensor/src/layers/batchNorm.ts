import type { StageScope } from '@ballast/core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { batchNormGiven, batchNormTrain, movingAverage } from '../kernels/operations.ts';
import { tf } from '../tf.ts';

/** Added to the variance by most networks. */
const batchNormEpsilon = 1e-5;
/** How much of the running statistics one batch replaces. */
const batchFraction = 0.1;

/**
 * Ioffe & Szegedy 2015, over all axes but the last. Reads the parameters `name.gamma`, `name.beta` and the
 * buffers `name.mean`, `name.variance` (running statistics), all [C].
 * Mode `train` normalises by the batch's mean and biased variance and moves the buffers (the running variance
 * by the unbiased estimate); mode `inference` normalises by the buffers. Where the scope looks at `hidden` layers, mode
 * `train` shows it the normalised values.
 * @param epsilon added to the variance
 */
export function batchNorm<T extends Tensor>(scope: StageScope, name: string, x: T, epsilon = batchNormEpsilon): T {
  const gamma = scope.parameter(`${name}.gamma`) as Tensor1D;
  const beta = scope.parameter(`${name}.beta`) as Tensor1D;
  const normalise = scope.mode === 'train' ? byBatch : byBuffers;
  const result = normalise(scope, name, { x, gamma, beta, epsilon });
  return result as T;
}

interface Layer {
  readonly x: Tensor;
  readonly gamma: Tensor1D;
  readonly beta: Tensor1D;
  readonly epsilon: number;
}

function byBatch(scope: StageScope, name: string, layer: Layer): Tensor {
  const { x, gamma, beta, epsilon } = layer;
  const { output, mean, variance } =
    scope.hidden === undefined ? batchNormTrain(x, gamma, beta, epsilon) : inParts(scope.hidden, name, layer);
  const count = x.size / gamma.size;
  const unbiased = count / Math.max(1, count - 1);
  update(scope, `${name}.mean`, mean, 1);
  update(scope, `${name}.variance`, variance, unbiased);
  return output;
}

/** Normalised, shown, scaled and shifted, one after another. */
function inParts(
  hidden: NonNullable<StageScope['hidden']>,
  name: string,
  { x, gamma, beta, epsilon }: Layer,
): ReturnType<typeof batchNormTrain> {
  const result = batchNormTrain(x, tf.onesLike(gamma), tf.zerosLike(beta), epsilon);
  return { ...result, output: tf.add(tf.mul(hidden(name, result.output), gamma), beta) };
}

function byBuffers(scope: StageScope, name: string, { x, gamma, beta, epsilon }: Layer): Tensor {
  const mean = scope.buffer(`${name}.mean`) as Tensor1D;
  const variance = scope.buffer(`${name}.variance`) as Tensor1D;
  return batchNormGiven(x, gamma, beta, { mean, variance }, epsilon);
}

function update(scope: StageScope, buffer: string, batch: Tensor1D, correction: number): void {
  scope.updateBuffer(buffer, movingAverage(scope.buffer(buffer), batch, batchFraction, correction));
}
