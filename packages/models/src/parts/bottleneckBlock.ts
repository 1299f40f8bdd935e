import { batchNorm, conv2d, tf } from '@ballast/tensor';
import type { BlockKind } from './blockStage.ts';
import { batchNormState, mergeStates } from './initialization.ts';

/** How many times the channels of a bottleneck its output has. */
export const bottleneckExpansion = 4;

/**
 * He et al. 2015, section 4.1: a 1×1 convolution to a quarter of the output's channels, a 3×3, a 1×1 back, each with
 * batch norm. The stride is that of the 3×3, as in torchvision. Where the shape changes, the shortcut is a 1×1
 * convolution with batch norm (option B).
 */
export const bottleneckBlock: BlockKind = (name, { inputs, outputs, stride }, initialization) => {
  const middle = outputs / bottleneckExpansion;
  const at = (part: string): string => `${name}.${part}`;
  const kernels: Record<string, readonly [number, number, number, number]> = {
    conv1: [1, 1, inputs, middle],
    conv2: [3, 3, middle, middle],
    conv3: [1, 1, middle, outputs],
    ...(inputs === outputs && stride === 1 ? {} : { shortcut: [1, 1, inputs, outputs] }),
  };
  const channels: Record<string, number> = {
    bn1: middle,
    bn2: middle,
    bn3: outputs,
    ...('shortcut' in kernels ? { shortcutBn: outputs } : {}),
  };
  return {
    initialize: (random) =>
      mergeStates(
        ...Object.entries(kernels).map(([part, shape]) => ({
          parameters: { [at(part)]: initialization.kernel(random.split(at(part)), shape) },
          buffers: {},
        })),
        ...Object.entries(channels).map(([part, count]) => batchNormState(at(part), count, random, initialization)),
      ),
    apply: (scope, input) => {
      const convolve = (x: typeof input, part: string, geometry: { stride: number; padding: number }) =>
        conv2d(x, scope.parameter(at(part)), geometry);
      const normalise = (x: typeof input, part: string) => batchNorm(scope, at(part), x);
      const first = tf.relu(normalise(convolve(input, 'conv1', { stride: 1, padding: 0 }), 'bn1'));
      const second = tf.relu(normalise(convolve(first, 'conv2', { stride, padding: 1 }), 'bn2'));
      const third = normalise(convolve(second, 'conv3', { stride: 1, padding: 0 }), 'bn3');
      const around =
        'shortcut' in kernels ? normalise(convolve(input, 'shortcut', { stride, padding: 0 }), 'shortcutBn') : input;
      return tf.relu(tf.add(third, around));
    },
  };
};
