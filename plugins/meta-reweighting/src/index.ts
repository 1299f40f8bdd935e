import {
  inject,
  injectable,
  definePlugin,
  PluginOptions,
  Tokens,
  type LossCurves,
  type LossFunction,
  type Method,
  type MetaOptimizer,
  type MetaSetSource,
  type Network,
  type Phase,
  type Sampler,
  type WeightNet,
} from '@ballast/core';
import { createOptimizer, probingPhase } from '@ballast/training';
import { allocatingPhase } from './allocating.ts';
import { MetaReweightingOptions } from './options.ts';

/**
 * Sample weights from a weight net that is learned on a small trusted set while the classifier trains
 * (Meta-Weight-Net, Shu et al. 2019, algorithm 1; CurveNet, Jiang et al. 2022, algorithm 1). Where the
 * weight net or the meta set looks at loss curves, a probing phase records them first.
 */
@injectable()
export class MetaReweighting implements Method {
  readonly usesMetaSet: boolean;
  readonly knowsTruth: boolean;
  readonly phases: readonly Phase[];

  constructor(
    @inject(PluginOptions) private readonly options: MetaReweightingOptions,
    @inject(Tokens.loss) loss: LossFunction,
    @inject(Tokens.weightNet) private readonly weightNet: WeightNet,
    @inject(Tokens.metaOptimizer) private readonly metaOptimizer: MetaOptimizer,
    @inject(Tokens.sampler) sampler: Sampler,
    @inject(Tokens.metaSet) private readonly metaSet: MetaSetSource,
  ) {
    const { probing, ...settings } = options;
    const allocating = allocatingPhase(settings, { loss, weightNet, metaOptimizer, sampler, metaSet });
    this.usesMetaSet = metaSet.draw === undefined;
    this.knowsTruth = options.deferredReweighting?.counts === 'true';
    this.phases = allocating.uses.length === 0 ? [allocating] : [probingPhase(probing), allocating];
  }

  /**
   * @throws UserError for a network that the meta optimizer cannot work on, an inner optimizer that is not linear, or a
   *   probing too short for what is made of its loss curves.
   */
  check(network: Network): void {
    const curves = flatCurve(this.options.probing.epochs);
    this.weightNet.prepareLossCurves?.(curves, Int32Array.of(0), 1);
    this.metaSet.summariseLossCurves?.(curves);
    this.metaOptimizer.check?.(network);
    createOptimizer(this.options.innerOptimizer ?? this.options.optimizer).gradientFactor(1);
  }
}

/** Of one sample whose loss is always 0. */
function flatCurve(length: number): LossCurves {
  return { sampleCount: 1, length, block: (_, count) => new Float32Array(count * length) };
}

export default definePlugin({
  kind: 'method',
  id: 'meta-reweighting',
  docs: {
    summary: 'Sample weights from a weight net that is learned on a small trusted set: Meta-Weight-Net, CurveNet.',
    paper:
      'Shu et al. 2019, Meta-Weight-Net; Jiang et al. 2022, Delving into Sample Loss Curve to Embrace Noisy and Imbalanced Data',
  },
  options: MetaReweightingOptions,
  use: MetaReweighting,
});
