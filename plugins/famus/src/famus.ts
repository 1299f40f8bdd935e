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
  type WeightNet,
} from '@ballast/core';
import { createOptimizer, requireCurrentLosses } from '@ballast/training';
import { FamusLoop, type FamusParts } from './famusLoop.ts';
import { FamusOptions } from './options.ts';

/**
 * Sample weights from a meta gradient that goes through the last layers alone, some of them by a learned choice, and
 * that is measured on samples that look clean (Xu et al. 2021, Faster Meta Update Strategy).
 */
@injectable()
class Famus implements Method {
  readonly usesMetaSet = false;
  readonly phases: readonly Phase[];
  private readonly parts: FamusParts;

  constructor(
    @inject(PluginOptions) private readonly options: FamusOptions,
    @inject(Tokens.loss) loss: LossFunction,
    @inject(Tokens.weightNet) weightNet: WeightNet,
    @inject(Tokens.sampler) sampler: Sampler,
  ) {
    this.parts = { loss, weightNet, sampler };
    const weighing: Phase = {
      name: 'weighing',
      settings: options,
      uses: [],
      evaluated: true,
      run: async (context) => {
        const { arrays } = await context.runEpochs(new FamusLoop(options, this.parts, context));
        return { arrays };
      },
    };
    this.phases = [weighing];
  }

  /** @throws UserError for a weight net that needs loss curves, or an optimizer whose step is not linear. */
  check(): void {
    createOptimizer(this.options.optimizer).gradientFactor(1);
    requireCurrentLosses(this.parts, 'famus');
  }
}

export const famus = definePlugin({
  kind: 'method',
  id: 'famus',
  docs: {
    summary: 'Learned sample weights by a meta gradient through the last layers alone, without trusted samples.',
    paper: 'Xu, Zhu, Jiang, Yang 2021, Faster Meta Update Strategy for Noise-Robust Deep Learning',
  },
  options: FamusOptions,
  use: Famus,
});
