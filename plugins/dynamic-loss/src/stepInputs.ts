import type { Batch, PhaseContext } from '@ballast/core';
import { tf } from '@ballast/tensor';
import { drawMixing } from '@ballast/training';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { gumbelNoise } from './learned/pseudoLabels.ts';
import type { DynamicLossOptions } from './options.ts';
import type { LearningStepInputs } from './steps/learningStep.ts';
import type { TwoViews } from './steps/setup.ts';

/** A batch that was asked for in the strong and the weak view, with its samples' ranks [N]. Call it within `tf.tidy`. */
export function twoViews({ views, positions, givenLabels }: Batch, ranks: Int32Array): TwoViews {
  const [strong, weak] = views as readonly [Tensor4D, Tensor4D];
  return {
    strong,
    weak,
    givenLabels,
    ranks: tf.tensor1d(
      positions.map((position) => ranks[position] as number),
      'int32',
    ),
  };
}

/** An epoch's random inputs of one step after the other, for a batch of a size. Call it within `tf.tidy`. */
export function correctionDraws(
  { corrector, pseudoLabels, mixup }: DynamicLossOptions,
  { task, random }: PhaseContext,
  epoch: number,
): (batchSize: number) => Pick<LearningStepInputs, 'gumbel' | 'mixing'> {
  const stream = random.split('corrections').split(epoch);
  const [virtual, actual, mixing] = [stream.split('virtual'), stream.split('actual'), stream.split('mixup')];
  const isDrawn = corrector !== null && pseudoLabels.type !== 'softmax';
  return (batchSize) => ({
    gumbel: isDrawn
      ? {
          virtual: gumbelNoise(batchSize, task.classCount, virtual),
          actual: gumbelNoise(batchSize, task.classCount, actual),
        }
      : undefined,
    mixing: mixup === null ? undefined : drawMixing({ batchSize, alpha: mixup.alpha, share: 'larger' }, mixing),
  });
}
