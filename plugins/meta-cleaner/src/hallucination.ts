import type { Network, Random, Stage, StageScope } from '@ballast/core';
import { dense, flatten, globalAveragePool, softmax, tf } from '@ballast/tensor';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';

export interface Hallucination {
  /** K */
  readonly groupSize: number;
  /** Of the layer that weighs. */
  readonly hiddenSize: number;
  /** D of the network's features. */
  readonly featureSize: number;
}

/** The network, with what its last stage takes replaced by the weighted mean of each group of images. */
export function withHallucination({ stages }: Network, hallucination: Hallucination): Network {
  return { stages: [...stages.slice(0, -1), hallucinationStage(hallucination), ...stages.slice(-1)] };
}

/**
 * Confidences α = softmax(W₂ · ReLU(W₁ · [v_1 … v_K])) of the features of a group, and in the place of each of its
 * images their mean Σ_k α_k v_k (Zhang, Wang, Qiao 2019, noisy weighting and clean hallucinating). Consecutive images
 * are a group.
 */
function hallucinationStage({ groupSize, hiddenSize, featureSize }: Hallucination): Stage {
  return {
    name: 'hallucination',
    initialize: (random) => ({
      parameters: {
        kernel1: initialKernel([groupSize * featureSize, hiddenSize], random.split('kernel1')),
        bias1: tf.zeros([hiddenSize]),
        kernel2: tf.zeros([hiddenSize, groupSize]), // at first all images count alike
        bias2: tf.zeros([groupSize]),
      },
      buffers: {},
    }),
    apply: (scope, features) => {
      const pooled = features.rank === 4 ? globalAveragePool(features) : flatten(features); // [G · K, D]
      const together = pooled.reshape<Tensor2D>([-1, groupSize * featureSize]); // [G, K · D]
      return groupMeans(features, confidences(scope, together));
    },
  };
}

/** α [G, K], rows sum to 1, from the features of a group side by side [G, K · D]. */
function confidences(scope: StageScope, together: Tensor2D): Tensor2D {
  const hidden = tf.relu(dense(together, scope.parameter('kernel1'), scope.parameter('bias1')));
  return softmax(dense(hidden, scope.parameter('kernel2'), scope.parameter('bias2')));
}

/**
 * Σ_k α_k v_k in the place of each sample of a group.
 * @param features [G · K, …]
 * @param weights [G, K] α
 * @returns [G · K, …]
 */
export function groupMeans(features: Tensor, weights: Tensor2D): Tensor {
  const [groups, groupSize] = weights.shape;
  const grouped = features.reshape([groups, groupSize, -1]);
  const means = tf.sum(tf.mul(weights.reshape([groups, groupSize, 1]), grouped), 1, true); // [G, 1, …]
  return tf.tile(means, [1, groupSize, 1]).reshape(features.shape);
}

/** [in, out], He normal. */
function initialKernel([fanIn, fanOut]: [number, number], random: Random): Tensor2D {
  const deviation = Math.sqrt(2 / fanIn);
  const values = Float32Array.from({ length: fanIn * fanOut }, () => deviation * random.normal());
  return tf.tensor2d(values, [fanIn, fanOut]);
}
