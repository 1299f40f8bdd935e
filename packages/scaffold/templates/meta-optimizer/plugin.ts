import {
  definePlugin,
  injectable,
  type MetaGradient,
  type MetaOptimizer,
  type MetaProblem,
  type NamedTensors,
} from '@ballast/core';
import { forward, gradients, tf } from '@ballast/tensor';
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** Back-propagation through the virtual step, exact and slow: replace it by your approximation. */
@injectable()
class TemplateName implements MetaOptimizer {
  metaGradient(problem: MetaProblem): MetaGradient {
    const metaLoss = (learned: NamedTensors): Scalar => metaLossAfterStep(problem, learned);
    if (Object.keys(problem.learned).length === 0) return { gradients: {}, metaLoss: tf.tidy(() => metaLoss({})) };
    const { value, gradients: derived } = gradients(metaLoss, problem.learned);
    return { gradients: derived, metaLoss: value };
  }
}

/** L_meta(θ̂(φ)) with θ̂(φ) = θ − α · ∇_θ L_φ(θ). */
function metaLossAfterStep(problem: MetaProblem, learned: NamedTensors): Scalar {
  const { network, buffers } = problem;
  const logitsAt = (parameters: NamedTensors, inputs: Tensor): Tensor2D =>
    forward(network, { parameters, buffers }, inputs, 'train').logits;
  const trainLoss = (parameters: NamedTensors): Scalar =>
    problem.trainLoss(learned, logitsAt(parameters, problem.trainInputs));
  const step = problem.virtualStep(problem.parameters, gradients(trainLoss, problem.parameters).gradients);
  return problem.metaLoss(logitsAt(step.parameters, problem.metaInputs), problem.metaLabels);
}

export default definePlugin({
  kind: 'meta optimizer',
  id: 'template-name',
  docs: { summary: 'One sentence that says what it does.', paper: 'Authors year, Title' },
  options: z.strictObject({}),
  use: TemplateName,
});
