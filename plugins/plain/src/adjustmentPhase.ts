import {
  logPriors,
  UserError,
  type EpochLoop,
  type HeadKind,
  type Network,
  type Phase,
  type PhaseContext,
  type SampleSet,
  type Stage,
} from '@ballast/core';
import { disposeNamed, tf } from '@ballast/tensor';
import {
  allPositions,
  classifierFromArray,
  evaluatePredictions,
  givenClassCounts,
  packGroups,
  predict,
  unpackGroups,
} from '@ballast/training';
import type { AdjustmentOptions } from './options.ts';

const batchSize = 256;

export interface Adjustment {
  readonly options: AdjustmentOptions;
  /** Of the trained classifier. */
  readonly head: HeadKind | undefined;
  /** What the classifier was trained on: its class counts are the priors. */
  readonly set: (context: PhaseContext) => SampleSet;
}

/**
 * Evaluates the classifier of the phase `training` once more, with logits z − τ · ln π
 * (Menon et al. 2021, section 4.1).
 */
export function adjustmentPhase({ options, head, set }: Adjustment): Phase {
  return {
    name: 'post-hoc-adjustment',
    settings: options,
    uses: ['training'],
    evaluated: true,
    run: async (context) => {
      const { tensors } = await context.runEpochs(evaluation(context, set(context), { options, head }));
      disposeNamed(tensors);
      return { arrays: {} };
    },
  };
}

/** One epoch that moves nothing. */
function evaluation(context: PhaseContext, set: SampleSet, { options, head }: Omit<Adjustment, 'set'>): EpochLoop {
  const trained = context.network(head);
  const network = withoutPriors(trained, givenClassCounts(set, context.task.classCount), options.tau);
  return {
    epochs: 1,
    initialize: () => {
      const { parameters, buffers } = classifierFromArray(trained, handedOnClassifier(context));
      return { tensors: packGroups({ parameters, buffers }), arrays: {} };
    },
    runEpoch: async ({ tensors }) => {
      const classifier = { network, ...unpackGroups(tensors, ['parameters', 'buffers']) };
      const request = { order: allPositions(set), batchSize, views: ['none'] as const, random: context.random };
      const predictions = await predict(classifier, set, context.batches(set, request));
      const { loss, accuracy } = evaluatePredictions(predictions, set.givenLabels);
      return { tensors, record: { learningRate: 0, trainLoss: loss, trainAccuracy: accuracy, classifier } };
    },
  };
}

/** The network with a last stage without parameters: z − τ · ln π. */
function withoutPriors({ stages }: Network, classCounts: readonly number[], tau: number): Network {
  const stage: Stage = {
    name: 'adjustment',
    initialize: () => ({ parameters: {}, buffers: {} }),
    apply: (_, logits) => tf.sub(logits, tf.tensor1d(logPriors(classCounts).map((logPrior) => tau * logPrior))),
  };
  return { stages: [...stages, stage] };
}

function handedOnClassifier(context: PhaseContext) {
  const { classifier } = context.output('training').arrays;
  if (classifier !== undefined) return classifier;
  throw new UserError({
    what: 'the training was stored without its classifier, by an earlier version.',
    where: 'adjustLogits',
    fix: 'Train it again: `ballast run <suite> --rerun stale`.',
  });
}
