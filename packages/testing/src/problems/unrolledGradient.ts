import type { MetaProblem, NamedTensors } from '@ballast/core';
import { forward, gradients } from '@ballast/tensor';
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/** ∇_φ L_meta(θ̂(φ)) by back-propagation through the virtual step: the definition, and the slowest way. */
export function unrolledGradient(problem: MetaProblem): NamedTensors {
  const { network, buffers, trainInputs, metaInputs, metaLabels } = problem;
  const logitsAt = (parameters: NamedTensors, inputs: Tensor): Tensor2D =>
    forward(network, { parameters, buffers }, inputs, 'train').logits;
  const metaLossAfterStep = (learned: NamedTensors): Scalar => {
    const trainLoss = (at: NamedTensors): Scalar => problem.trainLoss(learned, logitsAt(at, trainInputs));
    const { gradients: derived } = gradients(trainLoss, problem.parameters);
    const { parameters } = problem.virtualStep(problem.parameters, derived);
    return problem.metaLoss(logitsAt(parameters, metaInputs), metaLabels);
  };
  return gradients(metaLossAfterStep, problem.learned).gradients;
}
