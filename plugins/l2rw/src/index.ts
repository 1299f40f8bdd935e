import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  Tokens,
  type LossFunction,
  type MetaSetSource,
  type Method,
  type Phase,
  type PhaseContext,
  type PhaseOutput,
  type Sampler,
} from '@ballast/core';
import { checkMetaSet, requireCurrentLosses } from '@ballast/training';
import { L2rwLoop, type L2rwParts } from './l2rwLoop.ts';
import { L2rwOptions } from './options.ts';

/** Sample weights straight from the gradient of the meta loss, without a weight net (Ren et al. 2018). */
@injectable()
class L2rw implements Method {
  readonly usesMetaSet: boolean;
  readonly phases: readonly Phase[];
  private readonly parts: L2rwParts;

  constructor(
    @inject(PluginOptions) private readonly options: L2rwOptions,
    @inject(Tokens.loss) loss: LossFunction,
    @inject(Tokens.sampler) sampler: Sampler,
    @inject(Tokens.metaSet) metaSet: MetaSetSource,
  ) {
    this.parts = { loss, sampler, metaSet };
    this.usesMetaSet = metaSet.draw === undefined;
    this.phases = [
      {
        name: 'reweighting',
        settings: options,
        uses: [],
        evaluated: true,
        run: (context) => this.train(context),
      },
    ];
  }

  /** @throws UserError for a meta set that wants a probing phase. */
  check(): void {
    requireCurrentLosses(this.parts, 'l2rw');
  }

  private async train(context: PhaseContext): Promise<PhaseOutput> {
    checkMetaSet(context, this.parts.metaSet);
    const { arrays } = await context.runEpochs(new L2rwLoop(this.options, this.parts, context));
    return { arrays };
  }
}

export default definePlugin({
  kind: 'method',
  id: 'l2rw',
  docs: {
    summary: 'Weighs every sample by how well its gradient agrees with that of the meta loss, anew in every step.',
    paper: 'Ren, Zeng, Yang, Urtasun 2018, Learning to Reweight Examples for Robust Deep Learning',
  },
  options: L2rwOptions,
  use: L2rw,
});
