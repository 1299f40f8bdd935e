import type { NamedTensors } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { PenaltyOptions } from './options.ts';

/** Under the root, so that a vanishing gradient has a derivative. */
const tiny = 1e-24;

/**
 * λ · mean_i λ_ỹi · Σ_l ‖∂L/∂h_l(x_i)‖₂ (Cao et al. 2021; the norms are not squared, and L is the batch's mean, in the
 * authors' code).
 * @param layerGradients ∂L/∂h_l, [B, …] by layer
 * @param strengths [B] λ of each sample's class
 */
export function lipschitzPenalty(
  layerGradients: NamedTensors,
  strengths: Tensor1D,
  { strength, norms }: Pick<PenaltyOptions, 'strength' | 'norms'>,
): Scalar {
  const squares = Object.values(layerGradients).map(squaredNorms);
  const perSample = norms === 'joint' ? root(tf.addN(squares)) : tf.addN(squares.map(root)); // [B]
  return tf.mul<Scalar>(tf.mean(tf.mul(strengths, perSample)), strength);
}

/** [B] of [B, …] */
function squaredNorms(gradient: Tensor): Tensor1D {
  return tf.sum(tf.square(gradient).reshape([gradient.shape[0], -1]), 1);
}

function root(squares: Tensor1D): Tensor1D {
  return tf.sqrt(tf.add<Tensor1D>(squares, tiny));
}
