import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  Tokens,
  type LossFunction,
  type Method,
  type Phase,
  type Sampler,
} from '@ballast/core';
import { mixupLoop } from './mixupLoop.ts';
import { MixupOptions } from './options.ts';

/** Trains on convex combinations of pairs of samples and of their labels (Zhang et al. 2018, section 2). */
@injectable()
class Mixup implements Method {
  readonly usesMetaSet = false;
  readonly phases: readonly Phase[];

  constructor(
    @inject(PluginOptions) options: MixupOptions,
    @inject(Tokens.loss) loss: LossFunction,
    @inject(Tokens.sampler) sampler: Sampler,
  ) {
    this.phases = [
      {
        name: 'training',
        settings: options,
        uses: [],
        evaluated: true,
        run: async (context) => {
          await context.runEpochs(mixupLoop(context, options, { loss, sampler }));
          return { arrays: {} };
        },
      },
    ];
  }
}

export const mixup = definePlugin({
  kind: 'method',
  id: 'mixup',
  docs: {
    summary: 'Trains on mixtures of two images against the same mixture of their labels.',
    paper: 'Zhang, Cisse, Dauphin, Lopez-Paz 2018, mixup: Beyond Empirical Risk Minimization',
  },
  options: MixupOptions,
  use: Mixup,
});
