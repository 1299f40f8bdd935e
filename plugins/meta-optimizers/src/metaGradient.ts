import type { MetaGradient, MetaProblem, NamedTensors } from '@ballast/core';
import { gradients, tf } from '@ballast/tensor';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import { metaLossAt, takeVirtualStep } from './virtualStep.ts';

/** Ż [B, K]: the directional derivative of the train batch's logits at θ along `direction`, in mode `train`. */
export type LogitTangent = (problem: MetaProblem, direction: NamedTensors) => Tensor2D;

/**
 * The meta gradient of a loss L_φ(Z(θ)) through one virtual step that is linear in the gradient,
 * θ̂ = θ − αc · ∇_θ L + terms free of φ. By the chain rule, with v = ∇_θ̂ L_meta and Ż the derivative of Z along v,
 *
 *   ∇_φ L_meta = −αc · ∇_φ ⟨∇_θ L, v⟩ = −αc · ∇_φ ⟨∂L_φ/∂Z, Ż⟩,
 *
 * so that nothing larger than [B, K] is differentiated twice. Exact when Ż is.
 */
export function metaGradientThroughLogits(problem: MetaProblem, logitTangent: LogitTangent): MetaGradient {
  return tf.tidy(() => {
    const { parameters, gradientFactor, logits } = takeVirtualStep(problem);
    const meta = gradients((virtual) => metaLossAt(problem, virtual), parameters);
    const tangent = logitTangent(problem, meta.gradients);
    const learnedGradients = mixedDerivative(problem, logits, tf.neg(tf.mul(tangent, gradientFactor)));
    return { gradients: learnedGradients, metaLoss: meta.value };
  });
}

/** ∇_φ ⟨∂L_φ/∂Z, direction⟩ at logits [B, K] */
function mixedDerivative(problem: MetaProblem, logits: Tensor2D, direction: Tensor2D): NamedTensors {
  if (Object.keys(problem.learned).length === 0) return {};
  const alongDirection = (learned: NamedTensors): Scalar => {
    const derivative = tf.grad((at) => problem.trainLoss(learned, at as Tensor2D))(logits); // ∂L_φ/∂Z [B, K]
    return tf.sum(tf.mul(derivative, direction));
  };
  return gradients(alongDirection, problem.learned).gradients;
}
