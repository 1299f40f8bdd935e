import type { NamedTensors, NetworkState } from '@ballast/core';
import { forward, forwardMode, namedTensor, tf } from '@ballast/tensor';
import { lossInputs, type BatchTensors, type WeightedLoss } from '@ballast/training';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/**
 * ⟨∇ℓ_i(ω), u⟩ [B] of every sample of a batch, exact by one forward-mode pass in mode `train`: the directional
 * derivative of its logits along u, against the gradient of its loss with respect to them.
 * @param direction u, named and shaped as the parameters
 */
export function gradientProducts(
  { network, loss, lossContext }: WeightedLoss,
  { parameters, buffers }: NetworkState,
  { images, givenLabels }: BatchTensors,
  direction: NamedTensors,
): Tensor1D {
  return tf.tidy(() => {
    const logitsAt = (at: NamedTensors): NamedTensors => ({
      logits: forward(network, { parameters: at, buffers }, images, 'train').logits,
    });
    const { values, tangents } = forwardMode(logitsAt, parameters, direction);
    const logits = namedTensor(values, 'logits') as Tensor2D; // [B, K]
    const slope = tf.grad((at) => loss.perSample(lossInputs(lossContext, at as Tensor2D, givenLabels)).sum())(logits);
    return tf.sum(tf.mul(slope, namedTensor(tangents, 'logits')), 1);
  });
}

/**
 * w_i = max(0, product_i) / Σ max(0, product): a sample counts as far as a step along its gradient lowers the meta
 * loss (Ren et al. 2018, eqs. 7 to 9). All 0 where no sample does.
 * @param products [B] ⟨∇ℓ_i(ω), ∇L_meta(ω)⟩
 * @returns [B], its sum is 1 or 0
 */
export function exampleWeights(products: Tensor1D): Tensor1D {
  return tf.tidy(() => {
    const useful = tf.relu(products);
    const total = useful.sum();
    return tf.div(useful, tf.add(total, tf.cast(tf.equal(total, 0), 'float32')));
  });
}
