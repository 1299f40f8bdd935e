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
import { tf } from '@ballast/tensor';
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
const stageName = 'adjustment';

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
      await context.runEpochs(evaluation(context, set(context), { options, head }));
      return { arrays: {} };
    },
  };
}

/** One epoch that moves nothing. */
function evaluation(context: PhaseContext, set: SampleSet, { options, head }: Omit<Adjustment, 'set'>): EpochLoop {
  const { classCount } = context.task;
  const trained = context.network(head);
  const network = adjustedNetwork(trained, classCount);
  return {
    epochs: 1,
    initialize: () => {
      const { parameters, buffers } = classifierFromArray(trained, handedOnClassifier(context));
      const priors = logPriors(givenClassCounts(set, classCount)); // [K]
      const offsets = { [`${stageName}.offsets`]: tf.tensor1d(priors.map((logPrior) => options.tau * logPrior)) };
      return { tensors: packGroups({ parameters, buffers: { ...buffers, ...offsets } }), arrays: {} };
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

/** The network with a last stage that learns nothing: z − offsets, [K] each. */
export function adjustedNetwork({ stages }: Network, classCount: number): Network {
  const stage: Stage = {
    name: stageName,
    initialize: () => ({ parameters: {}, buffers: { offsets: tf.zeros([classCount]) } }),
    apply: (scope, logits) => tf.sub(logits, scope.buffer('offsets')),
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
