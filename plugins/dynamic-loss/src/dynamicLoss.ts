import {
  inject,
  injectable,
  PluginOptions,
  Tokens,
  type MetaOptimizer,
  type MetaSetSource,
  type Method,
  type NamedArray,
  type NamedTensors,
  type Network,
  type Phase,
  type PhaseContext,
  type PhaseOutput,
  type Sampler,
  type WeightNet,
} from '@ballast/core';
import { tf } from '@ballast/tensor';
import { checkMetaSet, createOptimizer, requireCurrentLosses, unpackGroups } from '@ballast/training';
import type { Tensor } from '@tensorflow/tfjs-core';
import { DynamicLossLoop, type DynamicLossParts } from './dynamicLossLoop.ts';
import { correctionTable } from './learned/labelCorrector.ts';
import { unpackParts } from './learned/learnedParts.ts';
import { margins } from './learned/marginGenerator.ts';
import type { DynamicLossOptions } from './options.ts';

/**
 * A loss that is learned with the classifier (Jiang et al. 2023): a label corrector against noise, and margins of the
 * classes against imbalance, both judged on a meta set that is drawn from the noisy data itself.
 */
@injectable()
export class DynamicLoss implements Method {
  readonly usesMetaSet: boolean;
  readonly phases: readonly Phase[];
  private readonly parts: DynamicLossParts;

  constructor(
    @inject(PluginOptions) private readonly options: DynamicLossOptions,
    @inject(Tokens.metaSet) metaSet: MetaSetSource,
    @inject(Tokens.metaOptimizer) metaOptimizer: MetaOptimizer,
    @inject(Tokens.sampler) sampler: Sampler,
    @inject(Tokens.weightNet, { isOptional: true }) weightNet?: WeightNet,
  ) {
    const asked = options.weightNet === undefined ? undefined : weightNet;
    this.parts = { metaSet, metaOptimizer, sampler, weightNet: asked };
    this.usesMetaSet = metaSet.draw === undefined;
    this.phases = [
      {
        name: 'training',
        settings: options,
        uses: [],
        evaluated: true,
        run: (context) => this.train(context),
      },
    ];
  }

  /** @throws UserError for parts that want a probing phase, or a step that is not linear in the gradient. */
  check(network: Network): void {
    requireCurrentLosses(this.parts, 'dynamic-loss');
    this.parts.metaOptimizer.check?.(network);
    createOptimizer(this.options.optimizer).gradientFactor(1);
  }

  private async train(context: PhaseContext): Promise<PhaseOutput> {
    checkMetaSet(context, this.parts.metaSet);
    const { tensors, arrays } = await context.runEpochs(new DynamicLossLoop(this.options, this.parts, context));
    const learned = this.learnedFunctions(unpackGroups(tensors, ['learned']).learned);
    return { arrays: { ...arrays, ...learned } };
  }

  /** `correctionTable` [R, K], g(r, k), and `margins` [K], for figures. */
  private learnedFunctions(learned: NamedTensors): Record<string, NamedArray> {
    const { corrector, margin } = unpackParts(learned);
    return {
      ...(this.options.corrector !== null && { correctionTable: read(() => correctionTable(corrector)) }),
      ...(this.options.margin !== null && { margins: read(() => margins(margin).reshape([-1])) }),
    };
  }
}

function read(compute: () => Tensor): NamedArray {
  const computed = tf.tidy(compute);
  const data = computed.dataSync<'float32'>().slice();
  computed.dispose();
  return { shape: computed.shape, data };
}
