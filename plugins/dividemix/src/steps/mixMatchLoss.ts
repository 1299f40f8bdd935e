import type { LossFunction } from '@ballast/core';
import { logSoftmax, softmax, tf } from '@ballast/tensor';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

export interface MixMatchTargets {
  /** [n, K] mixed soft labels, those at the places of labelled samples first. */
  readonly labels: Tensor2D;
  /** How many of them are labelled. */
  readonly labelled: number;
  /** λ_u as it is in this step. */
  readonly unlabelledWeight: Scalar;
  readonly priorWeight: number;
}

/**
 * L_X + λ_u · L_U + L_reg (Li et al. 2020, eq. 12): cross entropy on labelled samples, the squared error of
 * probabilities on the others, each a mean over its own, and the divergence of the mean prediction from a uniform one.
 * Per sample [n], so that the mean over all n is that sum.
 */
export function mixMatchLoss({ labels, labelled, unlabelledWeight, priorWeight }: MixMatchTargets): LossFunction {
  const [count, classCount] = labels.shape;
  const unlabelled = count - labelled;
  return {
    perSample: ({ logits }): Tensor1D => {
      const [labelledLogits, unlabelledLogits] = tf.split(logits, [labelled, unlabelled]) as [Tensor2D, Tensor2D];
      const [labelledTargets, unlabelledTargets] = tf.split(labels, [labelled, unlabelled]) as [Tensor2D, Tensor2D];
      const crossEntropy = tf.neg(tf.sum(tf.mul(labelledTargets, logSoftmax(labelledLogits)), 1));
      const squaredError = tf.mean(tf.square(tf.sub(softmax(unlabelledLogits), unlabelledTargets)), 1);
      const own = tf.concat([
        tf.mul(crossEntropy, count / labelled),
        tf.mul(tf.mul(squaredError, unlabelledWeight), count / unlabelled),
      ]);
      if (priorWeight === 0) return own as Tensor1D;
      const meanPrediction = tf.mean(softmax(logits), 0); // [K]
      const divergence = tf.neg(tf.mean(tf.log(tf.mul(meanPrediction, classCount)))); // Σ π ln(π / p̄)
      return tf.add(own, tf.mul(divergence, priorWeight));
    },
  };
}

/** λ_u · clip((epochs since the warm-up) / ramp, 0, 1) */
export function rampedWeight(weight: number, epochsSince: number, rampEpochs: number): number {
  return rampEpochs === 0 ? weight : weight * Math.min(Math.max(epochsSince / rampEpochs, 0), 1);
}
