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
import { isOracle, pretrainingPhase, probingPhase } from '@ballast/training';
import { cleanedPhase } from './cleanedPhase.ts';
import { O2uNetOptions } from './options.ts';

/** Drops the samples whose losses stay high while training swings between over- and underfitting (Huang et al. 2019). */
@injectable()
class O2uNet implements Method {
  readonly usesMetaSet = false;
  readonly knowsTruth: boolean;
  readonly phases: readonly Phase[];

  constructor(
    @inject(PluginOptions) { pretraining, probing, ...options }: O2uNetOptions,
    @inject(Tokens.loss) loss: LossFunction,
    @inject(Tokens.sampler) sampler: Sampler,
  ) {
    this.knowsTruth = isOracle(options.noiseRate);
    const cleaned = cleanedPhase(options, { loss, sampler });
    this.phases =
      pretraining === null
        ? [probingPhase(probing), cleaned]
        : [pretrainingPhase(pretraining), probingPhase(probing, 'pretraining'), cleaned];
  }
}

export default definePlugin({
  kind: 'method',
  id: 'o2u-net',
  docs: {
    summary:
      'Ranks samples by their losses under a cyclical rate, drops the share that is mislabelled, trains on the rest.',
    paper: 'Huang, Qu, Jia, Zhao 2019, O2U-Net: A Simple Noisy Label Detection Approach for Deep Neural Networks',
  },
  options: O2uNetOptions,
  use: O2uNet,
});
