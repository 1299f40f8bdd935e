import {
  inject,
  injectable,
  definePlugin,
  PluginOptions,
  pluginReference,
  Tokens,
  type MetaGradient,
  type MetaOptimizer,
  type MetaProblem,
  type Network,
} from '@ballast/core';
import { sliceStages, tf } from '@ballast/tensor';
import { z } from 'zod';
import { checkSkippedStages, skipStages } from './skipStages.ts';

const SlmoOptions = z.strictObject({
  skippedStages: z.int().nonnegative().default(1).meta({
    description: 'How many stages, from the first on (stem, stage 1, …), are left out of the virtual step.',
  }),
  gradient: pluginReference('meta optimizer').default({ type: 'forward-mode' }).meta({
    description: 'The meta optimizer of the stages that are left: forward-mode, finite-difference, unrolled.',
  }),
});

/**
 * Skip layer meta optimization (Jiang et al. 2022, section 3.4): the first stages take no part in the virtual
 * step. The actual step still trains them all.
 */
@injectable()
class Slmo implements MetaOptimizer {
  constructor(
    @inject(PluginOptions) private readonly options: z.infer<typeof SlmoOptions>,
    @inject(Tokens.metaOptimizer) private readonly gradient: MetaOptimizer,
  ) {}

  check(network: Network): void {
    const { skippedStages } = this.options;
    checkSkippedStages(network, skippedStages);
    this.gradient.check?.(sliceStages(network, skippedStages));
  }

  metaGradient(problem: MetaProblem): MetaGradient {
    return tf.tidy(() => {
      const { gradients, metaLoss } = this.gradient.metaGradient(skipStages(problem, this.options.skippedStages));
      return { gradients, metaLoss };
    });
  }
}

export const slmo = definePlugin({
  kind: 'meta optimizer',
  id: 'slmo',
  docs: {
    summary: 'Skips the first stages of the network in the virtual step; the rest goes to another meta optimizer.',
    paper:
      'Jiang, Li, Wang, Huang, Zhang, Xu 2022, Delving into Sample Loss Curve to Embrace Noisy and Imbalanced Data',
  },
  options: SlmoOptions,
  use: Slmo,
});
