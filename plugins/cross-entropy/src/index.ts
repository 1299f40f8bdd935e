import { injectable, definePlugin, type LossFunction, type LossInputs } from '@ballast/core';
import { softmaxCrossEntropy } from '@ballast/tensor';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** −ln p_y, with p the softmax of the logits and y the given label. */
@injectable()
class CrossEntropy implements LossFunction {
  perSample({ logits, givenLabels }: LossInputs): Tensor1D /* [B] */ {
    return softmaxCrossEntropy(logits, givenLabels);
  }
}

export default definePlugin({
  kind: 'loss',
  id: 'cross-entropy',
  docs: { summary: 'Softmax cross entropy with the given label.' },
  options: z.strictObject({}),
  use: CrossEntropy,
});
