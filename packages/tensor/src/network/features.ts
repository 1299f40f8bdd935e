import type { Mode, Network, NetworkState } from '@ballast/core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { flatten, globalAveragePool } from '../layers/linear.ts';
import { tf } from '../tf.ts';
import { forward, sliceStages } from './network.ts';

/**
 * [B, F], what the last stage makes its logits of, with maps [B, H, W, F] averaged over their positions. Of a network
 * with one stage, the inputs themselves, flattened. The caller disposes.
 */
export function features(network: Network, state: NetworkState, inputs: Tensor, mode: Mode): Tensor2D {
  return tf.tidy(() => {
    const before = sliceStages(network, 0, network.stages.length - 1);
    const { logits: output } = forward(before, state, inputs, mode);
    const isMap = before.stages.length > 0 && (output as Tensor).rank === 4;
    return isMap ? globalAveragePool(output) : flatten(output).clone();
  });
}
