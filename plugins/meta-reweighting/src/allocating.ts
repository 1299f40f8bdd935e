import { UserError, type Json, type Phase } from '@ballast/core';
import { disposeNamed } from '@ballast/tensor';
import { AllocatingLoop, type AllocatingOptions, type AllocatingParts } from './allocatingLoop.ts';

/** Trains the classifier with weights that are learned beside it; its output `sampleWeights` [N] are the last ones. */
export function allocatingPhase(options: AllocatingOptions, parts: AllocatingParts): Phase {
  return {
    name: 'allocating',
    settings: options as unknown as Json,
    uses: parts.weightNet.prepareLossCurves === undefined ? [] : ['probing'],
    evaluated: true,
    run: async (context) => {
      if (context.task.meta.count === 0) throw withoutMetaSet();
      const { tensors, arrays } = await context.runEpochs(new AllocatingLoop(options, parts, context));
      disposeNamed(tensors);
      return { arrays };
    },
  };
}

function withoutMetaSet(): UserError {
  return new UserError({
    what: 'meta-reweighting learns its weights on a trusted meta set, and this suite has none.',
    where: 'data.meta',
    fix: 'Set `data.meta.perClass` to at least 1.',
  });
}
