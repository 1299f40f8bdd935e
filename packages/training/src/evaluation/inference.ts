import type { EpochRecord, Network } from '@ballast/core';
import { compile, forward, type Step } from '@ballast/tensor';
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

type Classifier = EpochRecord['classifier'];

/** [B, K] logits in inference mode of images [B, height, width, channels]; called within `tf.tidy`. */
export type Inference = (classifier: Classifier, images: Tensor4D) => Tensor2D;

/** For a few batches. */
export const inferLogits: Inference = (classifier, images) =>
  forward(classifier.network, classifier, images, 'inference').logits;

/** A type, since an interface is no record of tensors. */
type Inputs = Pick<Classifier, 'parameters' | 'buffers'> & { readonly images: Tensor };
type CompiledStep = Step<Inputs, null, { readonly logits: Tensor }>;

/** The same numbers, for batches of the same few sizes that are asked for again and again: epoch after epoch. */
export function compiledInference(): Inference {
  const steps = new WeakMap<Network, CompiledStep>();
  return ({ network, parameters, buffers }, images) => {
    const step =
      steps.get(network) ??
      compile((inputs: Inputs) => ({ logits: inferLogits({ network, ...inputs }, inputs.images as Tensor4D) }));
    steps.set(network, step);
    return step({ parameters, buffers, images }, null).logits as Tensor2D;
  };
}
