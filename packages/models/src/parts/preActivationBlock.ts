import { batchNorm, conv2d, dropout, tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { BlockKind } from './blockStage.ts';
import { dropoutBuffers, dropoutName } from './dropout.ts';
import { batchNormState, mergeStates } from './initialization.ts';

export interface BlockDropout {
  /** The share that is left out. */
  readonly dropout: number;
  /** Height × width of what the block gives. */
  readonly pixels: number;
}

/**
 * Zagoruyko & Komodakis 2016, after He et al. 2016: bn1, ReLU, conv1, bn2, ReLU, dropout, conv2, plus the input;
 * where the shape changes, the shortcut is a 1×1 convolution of what conv1 sees.
 */
export function preActivationBlock({ dropout: rate, pixels }: BlockDropout): BlockKind {
  return (name, { inputs, outputs, stride }, initialization) => {
    const names = {
      bn1: `${name}.bn1`,
      conv1: `${name}.conv1`,
      bn2: `${name}.bn2`,
      conv2: `${name}.conv2`,
      dropout: `${name}.${dropoutName}`,
    };
    const shortcut = inputs === outputs && stride === 1 ? undefined : `${name}.shortcut`;
    return {
      initialize: (random) => {
        const parameters: Record<string, Tensor> = {
          [names.conv1]: initialization.kernel(random.split(names.conv1), [3, 3, inputs, outputs]),
          [names.conv2]: initialization.kernel(random.split(names.conv2), [3, 3, outputs, outputs]),
        };
        if (shortcut) parameters[shortcut] = initialization.kernel(random.split(shortcut), [1, 1, inputs, outputs]);
        return mergeStates(
          { parameters, buffers: dropoutBuffers(random, names.dropout, pixels * outputs, rate) },
          batchNormState(names.bn1, inputs, random, initialization),
          batchNormState(names.bn2, outputs, random, initialization),
        );
      },
      apply: (scope, input) => {
        const activated = tf.relu(batchNorm(scope, names.bn1, input));
        const first = conv2d(activated, scope.parameter(names.conv1), { stride, padding: 1 });
        const middle = tf.relu(batchNorm(scope, names.bn2, first));
        const kept = dropout(scope, names.dropout, middle, rate);
        const second = conv2d(kept, scope.parameter(names.conv2), { stride: 1, padding: 1 });
        const around = shortcut ? conv2d(activated, scope.parameter(shortcut), { stride, padding: 0 }) : input;
        return tf.add(second, around);
      },
    };
  };
}
