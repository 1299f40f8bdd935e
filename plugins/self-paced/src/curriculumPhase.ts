import type { Phase } from '@ballast/core';
import type { Curriculum } from './curriculum.ts';
import { curriculumLoop, type CurriculumParts } from './curriculumLoop.ts';
import type { TrainingOptions } from './options.ts';

/** One phase of training under a curriculum; its output `sampleWeights` [N] are the last ones. */
export function curriculumPhase(
  name: string,
  curriculum: Curriculum,
  options: TrainingOptions,
  parts: CurriculumParts,
): Phase {
  return {
    name,
    settings: options,
    uses: [],
    evaluated: true,
    run: async (context) => {
      const { arrays } = await context.runEpochs(curriculumLoop(context, curriculum, options, parts));
      return { arrays };
    },
  };
}
