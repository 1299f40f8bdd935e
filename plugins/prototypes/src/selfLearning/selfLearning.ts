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
import { SelfLearningOptions } from './options.ts';
import { selfLearningLoop } from './selfLearningLoop.ts';

/**
 * Labels corrected by the prototypes of each class, several a class, found in the features of the classifier that is
 * being trained (Han, Luo, Wang 2019, Deep Self-Learning From Noisy Labels).
 */
@injectable()
class SelfLearning implements Method {
  readonly usesMetaSet = false;
  readonly phases: readonly Phase[];

  constructor(
    @inject(PluginOptions) options: SelfLearningOptions,
    @inject(Tokens.loss) loss: LossFunction,
    @inject(Tokens.sampler) sampler: Sampler,
  ) {
    const training: Phase = {
      name: 'self-learning',
      settings: options,
      uses: [],
      evaluated: true,
      run: async (context) => {
        const { arrays } = await context.runEpochs(selfLearningLoop(context, options, { loss, sampler }));
        return { arrays };
      },
    };
    this.phases = [training];
  }
}

export const selfLearning = definePlugin({
  kind: 'method',
  id: 'self-learning',
  docs: {
    summary: 'Labels corrected, epoch by epoch, by the prototypes that the features of each class have.',
    paper: 'Han, Luo, Wang 2019, Deep Self-Learning From Noisy Labels',
  },
  options: SelfLearningOptions,
  use: SelfLearning,
});
