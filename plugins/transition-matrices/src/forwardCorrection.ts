import { definePlugin, inject, injectable, PluginOptions, type Method, type Phase } from '@ballast/core';
import { handedOnClassifier, pretrainingPhase } from '@ballast/training';
import type { z } from 'zod';
import { correctionPhase } from './correctionPhase.ts';
import { estimateTransition } from './estimation.ts';
import { ForwardCorrectionOptions } from './options.ts';
import { fixedTransition } from './transitionStage.ts';

/** Cross entropy of the given labels against p · T with T estimated once (Patrini et al. 2017, theorem 2). */
@injectable()
class ForwardCorrection implements Method {
  readonly usesMetaSet = false;
  readonly phases: readonly Phase[];

  constructor(@inject(PluginOptions) { pretraining, ...options }: z.infer<typeof ForwardCorrectionOptions>) {
    this.phases = [
      pretrainingPhase(pretraining),
      correctionPhase({
        name: 'correction',
        settings: options,
        uses: ['pretraining'],
        evaluated: true,
        training: options,
        transition: async (context) => fixedTransition(await estimateTransition(context, options.estimate)),
        initial: (context) => handedOnClassifier(context),
      }),
    ];
  }
}

export const forwardCorrection = definePlugin({
  kind: 'method',
  id: 'forward-correction',
  docs: {
    summary: 'Trains on the given labels through an estimated transition matrix.',
    paper: 'Patrini, Rozza, Menon, Nock, Qu 2017, Making Deep Neural Networks Robust to Label Noise',
  },
  options: ForwardCorrectionOptions,
  use: ForwardCorrection,
});
