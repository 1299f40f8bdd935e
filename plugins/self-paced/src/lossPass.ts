import type { EpochRecord, LossFunction, PhaseContext } from '@ballast/core';
import { forward, tf } from '@ballast/tensor';
import { allPositions, lossInputs, requireFinite, type ClassifierStep } from '@ballast/training';

export interface LossPass {
  /** What the classifier is trained by: a threshold of its losses means nothing to those of another. */
  readonly loss: LossFunction;
  readonly lossContext: ClassifierStep['lossContext'];
  readonly batchSize: number;
}

/**
 * [N] the loss of every training sample, as the image is, in inference mode.
 * @throws NonFiniteLossError
 */
export async function lossPass(
  context: PhaseContext,
  { network, ...state }: EpochRecord['classifier'],
  { loss, lossContext, batchSize }: LossPass,
): Promise<Float32Array> {
  const { train } = context.task;
  const { epoch } = lossContext;
  const losses = new Float32Array(train.count);
  const random = context.random.split('loss pass').split(epoch);
  const request = { order: allPositions(train), batchSize, views: ['none'] as const, random };
  for await (const { positions, images, givenLabels } of context.batches(train, request)) {
    const ofBatch = tf.tidy(() =>
      loss.perSample(lossInputs(lossContext, forward(network, state, images, 'inference').logits, givenLabels)),
    );
    const values = await ofBatch.data<'float32'>();
    ofBatch.dispose();
    positions.forEach((position, index) => {
      losses[position] = values[index] as number;
    });
  }
  return requireFinite(losses, epoch);
}
