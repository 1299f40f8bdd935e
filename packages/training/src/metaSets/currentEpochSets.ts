import type { EpochRecord, MetaSetSource, PhaseContext } from '@ballast/core';
import { currentLosses, type LossPass } from './currentLosses.ts';
import { epochSets, type EpochSets } from './epochSets.ts';

/**
 * The sets of an epoch; a meta set that is drawn goes by the losses of the classifier as it is, for which it passes
 * over the train set.
 * @throws UserError when a class has too few samples.
 */
export async function currentEpochSets(
  context: PhaseContext,
  source: MetaSetSource,
  classifier: EpochRecord['classifier'],
  pass: LossPass,
): Promise<EpochSets> {
  const isDrawn = source.draw !== undefined;
  const losses = isDrawn ? await currentLosses(context, context.task.train, classifier, pass) : undefined;
  return epochSets(context, source, pass.epoch, losses);
}
