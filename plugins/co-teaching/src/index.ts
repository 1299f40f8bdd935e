import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  Tokens,
  type LossFunction,
  type Method,
  type Phase,
  type PhaseContext,
  type PhaseOutput,
  type Sampler,
} from '@ballast/core';
import { accumulatedLosses, isOracle, noiseRateOf, probedLossCurves, probingPhase } from '@ballast/training';
import { coTeachingLoop, type CoTeachingParts } from './coTeachingLoop.ts';
import { CoTeachingOptions } from './options.ts';

/** Two networks that teach each other what each finds easy, and forget the rest (Han et al. 2018, algorithm 1). */
@injectable()
class CoTeaching implements Method {
  readonly usesMetaSet = false;
  readonly knowsTruth: boolean;
  readonly phases: readonly Phase[];
  private readonly options: Omit<CoTeachingOptions, 'probing'>;
  private readonly parts: CoTeachingParts;

  constructor(
    @inject(PluginOptions) { probing, ...options }: CoTeachingOptions,
    @inject(Tokens.loss) loss: LossFunction,
    @inject(Tokens.sampler) sampler: Sampler,
  ) {
    this.options = options;
    this.parts = { loss, sampler };
    this.knowsTruth = isOracle(options.noiseRate);
    const isEstimated = options.noiseRate === 'estimated';
    const training: Phase = {
      name: 'co-teaching',
      settings: options,
      uses: isEstimated ? ['probing'] : [],
      evaluated: true,
      run: (context) => this.train(context),
    };
    this.phases = isEstimated ? [probingPhase(probing), training] : [training];
  }

  private async train(context: PhaseContext): Promise<PhaseOutput> {
    const rate = noiseRateOf(this.options.noiseRate, context.task.train, () => probedLosses(context));
    const { arrays } = await context.runEpochs(coTeachingLoop(context, rate, this.options, this.parts));
    return { arrays };
  }
}

function probedLosses(context: PhaseContext): Float32Array {
  return accumulatedLosses(probedLossCurves(context), 0);
}

export default definePlugin({
  kind: 'method',
  id: 'co-teaching',
  docs: {
    summary: 'Two networks, each of which learns from the samples of the batch that the other one finds easiest.',
    paper:
      'Han, Yao, Yu, Niu, Xu, Hu, Tsang, Sugiyama 2018, Co-teaching: Robust Training of Deep Neural Networks with Extremely Noisy Labels',
  },
  options: CoTeachingOptions,
  use: CoTeaching,
});
