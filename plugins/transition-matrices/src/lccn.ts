import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  type Method,
  type NamedArray,
  type Phase,
} from '@ballast/core';
import { largest, pretrainingPhase } from '@ballast/training';
import type { z } from 'zod';
import { pretrainedProbabilities } from './estimation.ts';
import { transitionFromCounts } from './estimates.ts';
import { lccnLoop } from './lccnLoop.ts';
import { LccnOptions } from './options.ts';

/**
 * True labels as latent variables that are drawn given image and given label, with a transition matrix that follows
 * the counts of the draws (Yao et al. 2019, algorithm 1).
 */
@injectable()
class Lccn implements Method {
  readonly usesMetaSet = false;
  readonly phases: readonly Phase[];

  constructor(@inject(PluginOptions) { pretraining, ...options }: z.infer<typeof LccnOptions>) {
    const correction: Phase = {
      name: 'latent-labels',
      settings: options,
      uses: ['pretraining'],
      evaluated: true,
      run: async (context) => {
        const { train } = context.task;
        const probabilities = await pretrainedProbabilities(context, train);
        const start = {
          transition: transitionFromCounts(probabilities, train.givenLabels),
          assigned: mostProbable(probabilities),
        };
        const { arrays } = await context.runEpochs(lccnLoop(context, start, options));
        return { arrays };
      },
    };
    this.phases = [pretrainingPhase(pretraining), correction];
  }
}

/** [N] from [N, K] */
function mostProbable({ shape, data }: NamedArray): Int32Array {
  const [count, classCount] = shape as [number, number];
  return Int32Array.from({ length: count }, (_, row) =>
    largest(data.subarray(row * classCount, (row + 1) * classCount)),
  );
}

export const lccn = definePlugin({
  kind: 'method',
  id: 'lccn',
  docs: {
    summary: 'Draws the true labels by Gibbs sampling and learns from the draws.',
    paper: 'Yao, Wu, Zhang, Tsang, Sun 2019, Safeguarded Dynamic Label Regression for Noisy Supervision',
  },
  options: LccnOptions,
  use: Lccn,
});
