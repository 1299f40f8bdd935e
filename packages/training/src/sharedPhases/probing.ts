import { notSearched, type LossCurves, type Phase, type PhaseContext } from '@ballast/core';
import { z } from 'zod';
import { classifierLoop } from '../loops/classifierLoop.ts';
import { OptimizerOptions } from '../optimizers/options.ts';
import { ScheduleOptions } from '../schedules/options.ts';
import { handedOnClassifier } from './classifierArray.ts';
import { plainCrossEntropy, plainShuffling } from './pretraining.ts';

const positive = z.int().positive();

const BatchSizes = z
  .array(z.strictObject({ from: z.int().nonnegative(), batchSize: positive }))
  .refine((steps) => steps[0]?.from === 0, 'the first entry has to begin at epoch 0')
  .refine(
    (steps) => steps.every((step, index) => index === 0 || step.from > (steps[index - 1]?.from ?? 0)),
    'ascending epochs expected',
  );

/**
 * Training with cross entropy on the whole train set, to write down every sample's loss in every epoch:
 * first at a constant rate, then with smaller batches while the rate jumps up and down (CurveNet's released code).
 */
export const ProbingOptions = z
  .strictObject({
    epochs: positive.default(300),
    batchSizes: BatchSizes.default([
      { from: 0, batchSize: 128 },
      { from: 120, batchSize: 16 },
    ]).describe('From which epoch on which batch size; the first entry from epoch 0.'),
    schedule: ScheduleOptions.prefault({
      type: 'cyclical',
      learningRate: 0.1,
      constantEpochs: 120,
      high: 0.01,
      low: 0.001,
      halfPeriod: 15,
    }),
    optimizer: OptimizerOptions.default({ type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 }),
  })
  .meta({ search: notSearched }); // trials share it

export type ProbingOptions = z.infer<typeof ProbingOptions>;

/**
 * Trains on all samples alike; its loss curves [N, epochs] are the losses of the training passes.
 * @param from the phase whose classifier it goes on from; fresh weights unless given
 */
export function probingPhase(options: ProbingOptions, from?: string): Phase {
  return {
    name: 'probing',
    settings: options,
    uses: from === undefined ? [] : [from],
    evaluated: false,
    run: async (context) => {
      const { lossCurves } = await context.runEpochs(
        classifierLoop({
          context,
          set: context.task.train,
          network: context.network('linear'),
          ...(from !== undefined && { initial: () => handedOnClassifier(context, from) }),
          loss: plainCrossEntropy,
          sampler: plainShuffling,
          training: { ...options, batchSize: (epoch) => batchSizeAt(options.batchSizes, epoch) },
          recordLossCurves: true,
        }),
      );
      return { arrays: {}, lossCurves };
    },
  };
}

/** What the probing phase recorded, of which a phase says that it uses it. */
export function probedLossCurves(context: PhaseContext): LossCurves {
  const { lossCurves } = context.output('probing');
  if (lossCurves === undefined) throw new Error('The phase "probing" recorded no losses.');
  return lossCurves;
}

/** The batch size of the last entry that has begun. */
export function batchSizeAt(steps: ProbingOptions['batchSizes'], epoch: number): number {
  const begun = steps.findLast(({ from }) => from <= epoch);
  if (begun === undefined) throw new RangeError(`No batch size is set for epoch ${String(epoch)}.`);
  return begun.batchSize;
}
