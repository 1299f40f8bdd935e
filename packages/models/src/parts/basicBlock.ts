import { batchNorm, conv2d, identityShortcut, tf } from '@ballast/tensor';
import type { BlockKind } from './blockStage.ts';
import { batchNormState, mergeStates } from './initialization.ts';

/**
 * He et al. 2015: conv1, bn1, ReLU, conv2, bn2, plus the shortcut, ReLU. Every 3×3 convolution is padded by
 * one pixel on all sides.
 */
export const basicBlock: BlockKind = (name, { inputs, outputs, stride }, initialization) => {
  const names = { conv1: `${name}.conv1`, bn1: `${name}.bn1`, conv2: `${name}.conv2`, bn2: `${name}.bn2` };
  return {
    initialize: (random) =>
      mergeStates(
        {
          parameters: {
            [names.conv1]: initialization.kernel(random.split(names.conv1), [3, 3, inputs, outputs]),
            [names.conv2]: initialization.kernel(random.split(names.conv2), [3, 3, outputs, outputs]),
          },
          buffers: {},
        },
        batchNormState(names.bn1, outputs, random, initialization),
        batchNormState(names.bn2, outputs, random, initialization),
      ),
    apply: (scope, input) => {
      const first = conv2d(input, scope.parameter(names.conv1), { stride, padding: 1 });
      const middle = tf.relu(batchNorm(scope, names.bn1, first));
      const second = conv2d(middle, scope.parameter(names.conv2), { stride: 1, padding: 1 });
      return tf.relu(tf.add(batchNorm(scope, names.bn2, second), identityShortcut(input, stride, outputs)));
    },
  };
};
