import type { LossFunction, Phase, Sampler } from '@ballast/core';
import { disposeNamed, softmaxCrossEntropy } from '@ballast/tensor';
import { classifierLoop, createOptimizer } from '@ballast/training';
import type { ProbingOptions } from './options.ts';

/** Neither depends on what a cell studies, so that all cells share one probing. */
const crossEntropy: LossFunction = {
  perSample: ({ logits, givenLabels }) => softmaxCrossEntropy(logits, givenLabels),
};
const shuffled: Sampler = {
  epochOrder: ({ givenLabels, random }) => random.permutation(givenLabels.length),
};

/** Trains on all samples alike; its output `lossCurves` [N, epochs] are the losses of the training passes. */
export function probingPhase(options: ProbingOptions): Phase {
  return {
    name: 'probing',
    settings: options,
    uses: [],
    evaluated: false,
    run: async (context) => {
      const { tensors, arrays } = await context.runEpochs(
        classifierLoop({
          context,
          set: context.task.train,
          network: context.network('linear'),
          loss: crossEntropy,
          sampler: shuffled,
          optimizer: createOptimizer(options.optimizer),
          schedule: options.schedule,
          epochs: options.epochs,
          batchSizeAt: (epoch) => batchSizeAt(options.batchSizes, epoch),
          recordLossCurves: true,
        }),
      );
      disposeNamed(tensors);
      return { arrays };
    },
  };
}

/** The batch size of the last entry that has begun. */
export function batchSizeAt(steps: ProbingOptions['batchSizes'], epoch: number): number {
  const begun = steps.findLast(({ from }) => from <= epoch);
  if (begun === undefined) throw new RangeError(`No batch size is set for epoch ${String(epoch)}.`);
  return begun.batchSize;
}
