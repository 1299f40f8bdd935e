import type { MetaProblem, NamedTensors, VirtualStep } from '@ballast/core';
import { forward, gradientsAnd } from '@ballast/tensor';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';

export interface VirtualStepAtTheta extends VirtualStep {
  /** [B, K] Z(θ) of the train batch. */
  readonly logits: Tensor2D;
}

/** θ̂(φ): one step of the inner optimizer on the train batch. */
export function takeVirtualStep(problem: MetaProblem): VirtualStepAtTheta {
  const { gradients, more } = gradientsAnd((parameters) => {
    const logits = logitsAt(problem, parameters, 'train');
    return { value: problem.trainLoss(problem.learned, logits), more: { logits } };
  }, problem.parameters);
  return { ...problem.virtualStep(problem.parameters, gradients), ...more };
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
