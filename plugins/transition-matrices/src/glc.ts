import { definePlugin, inject, injectable, PluginOptions, type Method, type Phase } from '@ballast/core';
import { pretrainingPhase, requireMetaSet } from '@ballast/training';
import type { z } from 'zod';
import { pretrainedProbabilities } from './estimation.ts';
import { transitionFromTrusted } from './estimates.ts';
import { goldAndSilverLoop } from './goldAndSilverLoop.ts';
import { GlcOptions } from './options.ts';

/**
 * T from what a network trained on noisy (silver) labels says of the trusted (gold) samples; then a fresh network is
 * trained on both, the silver ones through T (Hendrycks et al. 2018, section 4).
 */
@injectable()
class Glc implements Method {
  readonly usesMetaSet = true;
  readonly phases: readonly Phase[];

  constructor(@inject(PluginOptions) { pretraining, ...options }: z.infer<typeof GlcOptions>) {
    const correction: Phase = {
      name: 'gold-and-silver',
      settings: options,
      uses: ['pretraining'],
      evaluated: true,
      run: async (context) => {
        requireMetaSet(context.task, 'glc');
        const { meta } = context.task;
        const transition = transitionFromTrusted(await pretrainedProbabilities(context, meta), meta.givenLabels);
        await context.runEpochs(goldAndSilverLoop(context, transition, options));
        return { arrays: { transition } };
      },
    };
    this.phases = [pretrainingPhase(pretraining), correction];
  }
}

export const glc = definePlugin({
  kind: 'method',
  id: 'glc',
  docs: {
    summary: 'Estimates the transition matrix on trusted samples and trains on them and, through it, on the rest.',
    paper:
      'Hendrycks, Mazeika, Wilson, Gimpel 2018, Using Trusted Data to Train Deep Networks on Labels Corrupted by Severe Noise',
  },
  options: GlcOptions,
  use: Glc,
});
