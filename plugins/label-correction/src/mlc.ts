import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  Tokens,
  type MetaOptimizer,
  type MetaSetSource,
  type Method,
  type Network,
  type Phase,
  type PhaseContext,
  type PhaseOutput,
  type Sampler,
} from '@ballast/core';
import { checkMetaSet, createOptimizer, requireCurrentLosses } from '@ballast/training';
import { MlcLoop, type MlcParts } from './mlcLoop.ts';
import { MlcOptions } from './options.ts';

/**
 * Labels that a second network writes from the given ones and from what the classifier makes of an image; it learns by
 * how the classifier then does on trusted samples (Zheng, Awadallah, Dumais 2021).
 */
@injectable()
class Mlc implements Method {
  readonly usesMetaSet: boolean;
  readonly phases: readonly Phase[];
  private readonly parts: MlcParts;

  constructor(
    @inject(PluginOptions) private readonly options: MlcOptions,
    @inject(Tokens.metaOptimizer) metaOptimizer: MetaOptimizer,
    @inject(Tokens.sampler) sampler: Sampler,
    @inject(Tokens.metaSet) metaSet: MetaSetSource,
  ) {
    this.parts = { metaOptimizer, sampler, metaSet };
    this.usesMetaSet = metaSet.draw === undefined;
    this.phases = [
      {
        name: 'correcting',
        settings: options,
        uses: [],
        evaluated: true,
        run: (context) => this.train(context),
      },
    ];
  }

  /** @throws UserError for a meta set that wants a probing phase, or a step that is not linear in the gradient. */
  check(network: Network): void {
    this.parts.metaOptimizer.check?.(network);
    createOptimizer(this.options.optimizer).gradientFactor(1);
    requireCurrentLosses(this.parts, 'mlc');
  }

  private async train(context: PhaseContext): Promise<PhaseOutput> {
    checkMetaSet(context, this.parts.metaSet);
    const { arrays } = await context.runEpochs(new MlcLoop(this.options, this.parts, context));
    return { arrays };
  }
}

export const mlc = definePlugin({
  kind: 'method',
  id: 'mlc',
  docs: {
    summary: 'Writes labels anew by a network that is learned on a small trusted set: meta label correction.',
    paper: 'Zheng, Awadallah, Dumais 2021, Meta Label Correction for Noisy Label Learning (AAAI)',
  },
  options: MlcOptions,
  use: Mlc,
});
