import { injectable, definePlugin, type MetaGradient, type MetaOptimizer, type MetaProblem } from '@ballast/core';
import { directionalDerivative } from '@ballast/tensor';
import { z } from 'zod';
import { metaGradientThroughLogits, type LogitTangent } from './metaGradient.ts';

/** Ż by one forward-mode pass: exact. */
const exactTangent: LogitTangent = ({ network, parameters, buffers, trainInputs }, direction) =>
  directionalDerivative(network, { parameters, buffers }, trainInputs, 'train', direction);

/** Exact, at the cost of one forward-mode pass and without a second-order graph. */
@injectable()
class ForwardMode implements MetaOptimizer {
  metaGradient(problem: MetaProblem): MetaGradient {
    return metaGradientThroughLogits(problem, exactTangent);
  }
}

export const forwardMode = definePlugin({
  kind: 'meta optimizer',
  id: 'forward-mode',
  docs: { summary: 'The exact meta gradient of one virtual step, from a forward-mode derivative of the logits.' },
  options: z.strictObject({}),
  use: ForwardMode,
});
