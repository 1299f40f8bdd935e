import type { Phase, PhaseContext } from '@ballast/core';
import {
  allPositions,
  confusionMatrix,
  perClassAccuracy,
  predict,
  trainAlike,
  unpackGroups,
  type PretrainingOptions,
} from '@ballast/training';
import { halves } from './strengths.ts';

/**
 * Trains on one half of the train set; its output `classErrors` [K] are the errors on the other half against the
 * given labels, 1 for a class that the other half lacks.
 */
export function estimationPhase(options: PretrainingOptions): Phase {
  return {
    name: 'error-estimation',
    settings: options,
    uses: [],
    evaluated: false,
    run: async (context) => {
      const { task, random } = context;
      const [seen, heldOut] = halves(task.train, random.split('halves'));
      const { network, tensors } = await trainAlike(context, seen, options);
      const classifier = { network, ...unpackGroups(tensors, ['parameters', 'buffers']) };
      const batches = context.batches(heldOut, evaluationOf(heldOut, context));
      const { classes } = await predict(classifier, heldOut, batches);
      const accuracies = perClassAccuracy(confusionMatrix(classes, heldOut.givenLabels, task.classCount));
      const data = Float32Array.from(accuracies, (accuracy) => (Number.isNaN(accuracy) ? 1 : 1 - accuracy));
      return { arrays: { classErrors: { shape: [task.classCount], data } } };
    },
  };
}

function evaluationOf(set: Parameters<typeof allPositions>[0], { random }: PhaseContext) {
  return { order: allPositions(set), batchSize: 256, views: ['none'] as const, random: random.split('evaluation') };
}
