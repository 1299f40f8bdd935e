import type { LossFunction, NamedArray, Network, PhaseContext, SampleSet, Stage } from '@ballast/core';
import { disposeNamed, logSoftmax, tf } from '@ballast/tensor';
import { classProbabilities, handedOnClassifier } from '@ballast/training';
import type { Tensor2D } from '@tensorflow/tfjs-core';

const batchSize = 256;

/** s = softmax(z / T) of the teacher for every sample, as the images are: [N, K]. */
export async function softLabels(
  context: PhaseContext,
  set: SampleSet,
  { teacher, temperature }: { readonly teacher: string; readonly temperature: number },
): Promise<NamedArray> {
  const state = handedOnClassifier(context, teacher);
  try {
    const network = withTemperature(context.network('linear'), temperature);
    return await classProbabilities(context, set, { network, ...state }, batchSize);
  } finally {
    disposeNamed(state.parameters);
    disposeNamed(state.buffers);
  }
}

/**
 * λ · ℓ(z, given) + (1 − λ) · cross entropy against soft labels; for cross entropy that is the one against
 * λ · onehot(given) + (1 − λ) · s (Li et al. 2017, section 3).
 * @param labels [B, K] s
 */
export function distilled(loss: LossFunction, labels: Tensor2D, givenShare: number): LossFunction {
  return {
    perSample: (inputs) =>
      tf.add(
        tf.mul(givenShare, loss.perSample(inputs)),
        tf.mul(givenShare - 1, tf.sum(tf.mul(labels, logSoftmax(inputs.logits)), 1)),
      ),
  };
}

/** The network with a last stage without parameters: z / T. */
function withTemperature({ stages }: Network, temperature: number): Network {
  const stage: Stage = {
    name: 'temperature',
    initialize: () => ({ parameters: {}, buffers: {} }),
    apply: (_, logits) => tf.div(logits, temperature),
  };
  return { stages: [...stages, stage] };
}
