import { UserError, type MetaSetSource, type PhaseContext, type SampleSet } from '@ballast/core';
import { allPositions } from '../loops/batches.ts';

/** What one epoch trains on, and what it is judged by. */
export interface EpochSets {
  /** Places in the train set that the epoch trains on. */
  readonly trainPositions: Int32Array;
  /** The set that the meta batches come from, and the places in it. */
  readonly meta: { readonly set: SampleSet; readonly positions: Int32Array };
}

/**
 * The trusted set beside the whole train set; or a part of the train set, drawn for this epoch and not trained on.
 * @param losses [N] of the train set; may be missing where nothing is drawn
 * @throws UserError when a class has too few samples.
 */
export function epochSets(
  { task, random }: PhaseContext,
  source: MetaSetSource,
  epoch: number,
  losses: Float32Array | undefined,
): EpochSets {
  const { train, meta, classCount } = task;
  if (source.draw === undefined) {
    return { trainPositions: allPositions(train), meta: { set: meta, positions: allPositions(meta) } };
  }
  if (losses === undefined) throw new Error('A meta set is drawn by losses, and none were given.');
  const positions = source.draw({
    givenLabels: train.givenLabels,
    classCount,
    losses,
    random: random.split('meta set').split(epoch),
  });
  const drawn = new Set(positions);
  return {
    trainPositions: allPositions(train).filter((position) => !drawn.has(position)),
    meta: { set: train, positions },
  };
}

/**
 * Before anything is computed: whether there is a meta set, or one can be drawn from these labels.
 * @throws UserError
 */
export function checkMetaSet(context: PhaseContext, source: MetaSetSource): void {
  const { task } = context;
  if (source.draw !== undefined) {
    epochSets(context, source, 0, new Float32Array(task.train.count));
    return;
  }
  if (task.meta.count > 0) return;
  throw new UserError({
    what: 'this method learns from a trusted meta set, and this suite has none.',
    where: 'data.meta',
    fix: 'Set `data.meta.perClass` to at least 1, or draw the meta set from the noisy data: `metaSet: hierarchical`.',
  });
}
