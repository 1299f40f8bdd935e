import type { EpochRecord, NamedTensors, Network, NetworkState } from '@ballast/core';
import { forward, softmax, tf } from '@ballast/tensor';
import { packGroups, unpackGroups, type ClassifierState } from '@ballast/training';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { DivideMixOptions } from './options.ts';

/** Two networks that learn from each other. */
export type NetworkPair = readonly [ClassifierState, ClassifierState];

export function packPair([first, second]: NetworkPair): NamedTensors {
  return packGroups({ first: packGroups(first), second: packGroups(second) });
}

export function unpackPair(tensors: NamedTensors): NetworkPair {
  const { first, second } = unpackGroups(tensors, ['first', 'second']);
  return [unpackState(first), unpackState(second)];
}

function unpackState(tensors: NamedTensors): ClassifierState {
  return unpackGroups(tensors, ['parameters', 'buffers', 'optimizer']);
}

/** The classifier that the sum of both is, for evaluation. */
export function pairClassifier(
  network: Network,
  [first, second]: NetworkPair,
  ensemble: DivideMixOptions['ensemble'],
): EpochRecord['classifier'] {
  const together = {
    name: 'both networks',
    initialize: () => ({ parameters: {}, buffers: {} }),
    apply: (_: unknown, images: unknown) => {
      const [one, other] = [first, second].map((state) => logitsOf(network, state, images as Tensor4D)) as [
        Tensor2D,
        Tensor2D,
      ];
      if (ensemble === 'logits') return tf.add(one, other);
      return tf.log(tf.div(tf.add(softmax(one), softmax(other)), 2));
    },
  };
  return { network: { stages: [together] }, parameters: {}, buffers: {} };
}

function logitsOf(network: Network, state: NetworkState, images: Tensor4D): Tensor2D {
  return forward(network, state, images, 'inference').logits;
}
