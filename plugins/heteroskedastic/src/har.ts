import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  Tokens,
  type LossFunction,
  type Method,
  type NamedArray,
  type Network,
  type Phase,
  type PhaseContext,
  type PhaseOutput,
  type Sampler,
} from '@ballast/core';
import { classifierLoop, givenClassCounts } from '@ballast/training';
import { estimationPhase } from './estimationPhase.ts';
import { checkHiddenLayers } from './hiddenLayers.ts';
import { HarOptions } from './options.ts';
import { regularisedStep } from './regularisedStep.ts';
import { regularisationStrengths } from './strengths.ts';

/**
 * Heteroskedastic adaptive regularisation: the Lipschitz penalty of a sample grows with the uncertainty of its class
 * and shrinks with the class's size, both known from a first training on half of the data (Cao et al. 2021).
 */
@injectable()
class HeteroskedasticRegularisation implements Method {
  readonly usesMetaSet = false;
  readonly phases: readonly Phase[];

  constructor(
    @inject(PluginOptions) private readonly options: HarOptions,
    @inject(Tokens.loss) private readonly loss: LossFunction,
    @inject(Tokens.sampler) private readonly sampler: Sampler,
  ) {
    const { estimation, ...settings } = options;
    const regularised: Phase = {
      name: 'regularised',
      settings,
      uses: ['error-estimation'],
      evaluated: true,
      run: (context) => this.train(context),
    };
    this.phases = [estimationPhase(estimation), regularised];
  }

  /** @throws UserError for a network without the hidden layers that are to be looked at. */
  check(network: Network): void {
    if (this.options.strength > 0) checkHiddenLayers(network, this.options.hiddenLayers);
  }

  private async train(context: PhaseContext): Promise<PhaseOutput> {
    const { options, loss, sampler } = this;
    const { train, classCount } = context.task;
    const { data: errors } = context.output('error-estimation').arrays['classErrors'] as NamedArray;
    const strengths = regularisationStrengths(errors, givenClassCounts(train, classCount), options);
    const { lossCurves } = await context.runEpochs(
      classifierLoop({
        context,
        set: train,
        network: context.network(loss.head),
        loss,
        sampler,
        training: options,
        recordLossCurves: true,
        step: regularisedStep(strengths, options),
      }),
    );
    return { arrays: { strengths: { shape: [classCount], data: Float32Array.from(strengths) } }, lossCurves };
  }
}

export const har = definePlugin({
  kind: 'method',
  id: 'har',
  docs: {
    summary:
      'Smoother fits for classes that are uncertain or small: an adaptive penalty on gradients in hidden layers.',
    paper:
      'Cao, Chen, Lu, Arechiga, Gaidon, Ma 2021, Heteroskedastic and Imbalanced Deep Learning with Adaptive Regularization',
  },
  options: HarOptions,
  use: HeteroskedasticRegularisation,
});
