import { definePlugin, inject, injectable, PluginOptions, type Method, type Phase } from '@ballast/core';
import { handedOnClassifier, pretrainingPhase } from '@ballast/training';
import type { z } from 'zod';
import { correctionPhase } from './correctionPhase.ts';
import { estimateTransition } from './estimation.ts';
import { SAdaptationOptions } from './options.ts';
import { fixedTransition, learnedTransition } from './transitionStage.ts';

/**
 * The transition matrix as a last layer that is learned with the classifier, after a time in which it stays as
 * estimated (Goldberger and Ben-Reuven 2017, section 3, the simple variant).
 */
@injectable()
class SAdaptation implements Method {
  readonly usesMetaSet = false;
  readonly phases: readonly Phase[];

  constructor(@inject(PluginOptions) options: z.infer<typeof SAdaptationOptions>) {
    const { pretraining, fixedEpochs, fixedSchedule, ...training } = options;
    const fixed = { ...training, epochs: fixedEpochs, schedule: fixedSchedule };
    this.phases = [
      pretrainingPhase(pretraining),
      correctionPhase({
        name: 'fixed-transition',
        settings: fixed,
        uses: ['pretraining'],
        evaluated: false,
        training: fixed,
        transition: async (context) => fixedTransition(await estimateTransition(context, training.estimate)),
        initial: (context) => handedOnClassifier(context),
      }),
      correctionPhase({
        name: 'learned-transition',
        settings: training,
        uses: ['pretraining', 'fixed-transition'],
        evaluated: true,
        training,
        transition: async (context) => learnedTransition(await estimateTransition(context, training.estimate)),
        initial: (context) => handedOnClassifier(context, 'fixed-transition'),
      }),
    ];
  }
}

export const sAdaptation = definePlugin({
  kind: 'method',
  id: 's-adaptation',
  docs: {
    summary: 'Learns the transition matrix as a last layer, together with the classifier.',
    paper: 'Goldberger, Ben-Reuven 2017, Training Deep Neural-Networks Using a Noise Adaptation Layer',
  },
  options: SAdaptationOptions,
  use: SAdaptation,
});
