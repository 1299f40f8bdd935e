import type { Phase } from '@ballast/core';
import { checkMetaSet } from '@ballast/training';
import { AllocatingLoop, type AllocatingOptions, type AllocatingParts } from './allocatingLoop.ts';

/** Trains the classifier with weights that are learned beside it; its output `sampleWeights` [N] are the last ones. */
export function allocatingPhase(options: AllocatingOptions, parts: AllocatingParts): Phase {
  return {
    name: 'allocating',
    settings: options,
    uses: looksAtLossCurves(parts) ? ['probing'] : [],
    evaluated: true,
    run: async (context) => {
      checkMetaSet(context, parts.metaSet);
      const { arrays } = await context.runEpochs(new AllocatingLoop(options, parts, context));
      return { arrays };
    },
  };
}

function looksAtLossCurves({ weightNet, metaSet }: AllocatingParts): boolean {
  return weightNet.prepareLossCurves !== undefined || metaSet.summariseLossCurves !== undefined;
}
