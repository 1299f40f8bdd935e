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
import { D2lLoop } from './d2lLoop.ts';
import { D2lOptions } from './options.ts';

/**
 * Watches how many dimensions the features of a sample's neighbourhood have; where that begins to rise, the network
 * begins to learn wrong labels by heart, and from there on its own predictions count (Ma et al. 2018).
 */
@injectable()
class D2l implements Method {
  readonly usesMetaSet = false;
  readonly phases: readonly Phase[];

  constructor(
    @inject(PluginOptions) options: D2lOptions,
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
          const { arrays } = await context.runEpochs(new D2lLoop(context, options, { loss, sampler }));
          return { arrays };
        },
      },
    ];
  }
}

export const d2l = definePlugin({
  kind: 'method',
  id: 'd2l',
  docs: {
    summary: 'Mixes labels with predictions once the local intrinsic dimensionality of the features rises.',
    paper:
      'Ma, Wang, Houle, Zhou, Erfani, Xia, Wijewickrema, Bailey 2018, Dimensionality-Driven Learning with Noisy Labels',
  },
  options: D2lOptions,
  use: D2l,
});
