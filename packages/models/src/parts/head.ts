import type { HeadKind, NetworkState, Random, Stage, StageScope } from '@ballast/core';
import { cosineDense, dense, globalAveragePool, tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { kaimingNormal, normal, uniform } from './initialization.ts';

/** The option that every model has. */
export const headOption = z
  .enum(['auto', 'linear', 'cosine'])
  .default('auto')
  .describe('The last layer: linear, cosine (unit features and weights, no bias), or what the loss was made for.');

type HeadOption = z.infer<typeof headOption>;

export function chooseHead(option: HeadOption, preferred: HeadKind): HeadKind {
  return option === 'auto' ? preferred : option;
}

/** The last layer from features [B, features] to logits [B, classes]; parameters `kernel` and, if linear, `bias`. */
export interface Classifier {
  initialize(random: Random): NetworkState;
  apply(scope: StageScope, features: Tensor): Tensor;
}

export interface ClassifierSize {
  readonly features: number;
  readonly classes: number;
}

/** `bias`: zero, or uniform in ±1/√features. */
export function classifier(kind: HeadKind, size: ClassifierSize, bias: 'zero' | 'uniform'): Classifier {
  return kind === 'cosine' ? cosineClassifier(size) : linearClassifier(size, bias);
}

function linearClassifier({ features, classes }: ClassifierSize, bias: 'zero' | 'uniform'): Classifier {
  return {
    initialize: (random) => ({
      parameters: {
        kernel: kaimingNormal(random.split('kernel'), [features, classes]),
        bias: bias === 'zero' ? tf.zeros([classes]) : uniform(random.split('bias'), [classes], 1 / Math.sqrt(features)),
      },
      buffers: {},
    }),
    apply: (scope, input) => dense(input, scope.parameter('kernel'), scope.parameter('bias')),
  };
}

/** Directions drawn uniformly; columns start about as long as the unit vectors that they are used as. */
function cosineClassifier({ features, classes }: ClassifierSize): Classifier {
  return {
    initialize: (random) => ({
      parameters: { kernel: normal(random.split('kernel'), [features, classes], 0, 1 / Math.sqrt(features)) },
      buffers: {},
    }),
    apply: (scope, input) => cosineDense(input, scope.parameter('kernel')),
  };
}

/** The last stage of a residual network: the mean over the pixels, then that layer. */
export function pooledHead(layer: Classifier): Stage {
  return {
    name: 'head',
    initialize: (random) => layer.initialize(random),
    apply: (scope, input) => layer.apply(scope, globalAveragePool(input)),
  };
}
