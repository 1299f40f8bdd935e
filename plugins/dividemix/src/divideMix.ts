import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  type Method,
  type NamedArray,
  type Network,
  type Phase,
} from '@ballast/core';
import { DivideMixLoop } from './divideMixLoop.ts';
import { pairNetwork } from './networkPair.ts';
import { DivideMixOptions } from './options.ts';

/**
 * Two networks that divide the samples for each other, by their losses, into labelled and unlabelled ones, and learn
 * from both by MixMatch (Li et al. 2020, algorithm 1).
 */
@injectable()
class DivideMix implements Method {
  readonly usesMetaSet = false;
  readonly phases: readonly Phase[];

  constructor(@inject(PluginOptions) private readonly options: DivideMixOptions) {
    this.phases = [
      {
        name: 'training',
        settings: options,
        uses: [],
        evaluated: true,
        run: async (context) => {
          const { arrays } = await context.runEpochs(new DivideMixLoop(context, options));
          return { arrays: { sampleWeights: arrays['sampleWeights'] as NamedArray } };
        },
      },
    ];
  }

  classifier(network: Network): Network {
    return pairNetwork(network, this.options.ensemble);
  }
}

export const divideMix = definePlugin({
  kind: 'method',
  id: 'dividemix',
  docs: {
    summary: 'Two networks that tell each other which labels to keep, and learn the rest as unlabelled samples.',
    paper: 'Li, Socher, Hoi 2020, DivideMix: Learning with Noisy Labels as Semi-supervised Learning',
  },
  options: DivideMixOptions,
  use: DivideMix,
});
