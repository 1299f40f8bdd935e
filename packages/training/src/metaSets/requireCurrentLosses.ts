import { UserError, type MetaSetSource, type WeightNet } from '@ballast/core';

export interface LossReaders {
  readonly metaSet?: MetaSetSource;
  readonly weightNet?: WeightNet | undefined;
}

/**
 * For a method without a probing phase.
 * @throws UserError for a meta set that is drawn by loss curves, or a weight net that looks at them.
 */
export function requireCurrentLosses({ metaSet, weightNet }: LossReaders, method: string): void {
  if (metaSet?.summariseLossCurves !== undefined) {
    throw new UserError({
      what: `it is drawn by loss curves, and ${method} has no probing phase that records them.`,
      where: 'metaSet',
      fix: 'Take one that goes by current losses: `hierarchical`, or `{ type: low-loss, losses: current }`.',
    });
  }
  if (weightNet?.prepareLossCurves !== undefined) {
    throw new UserError({
      what: `it weighs samples by loss curves, and ${method} has no probing phase that records them.`,
      where: 'weightNet',
      fix: 'Take one that looks at current losses, e.g. `mw-net`, or the method `meta-reweighting`.',
    });
  }
}
