import type { MetaProblem, NamedTensors, VirtualStep } from '@ballast/core';
import { forward, gradients, tf } from '@ballast/tensor';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';

export interface VirtualStepAtTheta extends VirtualStep {
  /** [B, K] Z(θ) of the train batch. */
  readonly logits: Tensor2D;
}

/** θ̂(φ): one step of the inner optimizer on the train batch. */
export function takeVirtualStep(problem: MetaProblem): VirtualStepAtTheta {
  let logits: Tensor2D | undefined;
  const inner = gradients((parameters) => {
    logits = tf.keep(logitsAt(problem, parameters, 'train'));
    return problem.trainLoss(problem.learned, logits);
  }, problem.parameters);
  if (logits === undefined) throw new Error('The training loss was not evaluated.');
  return { ...problem.virtualStep(problem.parameters, inner.gradients), logits: released(logits) };
}

/** L_meta at parameters, in mode `train`; the buffers that the pass would leave behind are dropped. */
export function metaLossAt(problem: MetaProblem, parameters: NamedTensors): Scalar {
  return problem.metaLoss(logitsAt(problem, parameters, 'meta'), problem.metaLabels);
}

/** [B, K] or [M, K] */
export function logitsAt(problem: MetaProblem, parameters: NamedTensors, batch: 'train' | 'meta'): Tensor2D {
  const inputs = batch === 'train' ? problem.trainInputs : problem.metaInputs;
  return forward(problem.network, { parameters, buffers: problem.buffers }, inputs, 'train').logits;
}

/** A kept tensor as one that the surrounding `tf.tidy` frees. */
function released(kept: Tensor2D): Tensor2D {
  const copy = kept.clone();
  kept.dispose();
  return copy;
}
