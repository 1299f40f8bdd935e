import {
  definePlugin,
  PluginOptions,
  Tokens,
  type LossFunction,
  type Method,
  type Network,
  type Phase,
  type PhaseContext,
  type PhaseOutput,
  type Sampler,
  type SampleSet,
} from '@ballast/core';
import { classifierArray, classifierLoop, unpackGroups } from '@ballast/training';
import { inject, injectable } from '@ballast/core';
import { adjustedNetwork, adjustmentPhase } from './adjustmentPhase.ts';
import { PlainOptions } from './options.ts';
import { trainingSet } from './trainingSet.ts';

/** One phase of gradient steps on the mean loss: what every other method is compared with. */
@injectable()
class PlainMethod implements Method {
  readonly usesMetaSet: boolean;
  readonly knowsTruth: boolean;
  readonly phases: readonly Phase[];

  constructor(
    @inject(PluginOptions) private readonly options: PlainOptions,
    @inject(Tokens.loss) private readonly loss: LossFunction,
    @inject(Tokens.sampler) private readonly sampler: Sampler,
  ) {
    this.usesMetaSet = options.trainOn === 'meta' || options.trainOn === 'train+meta';
    this.knowsTruth = options.trainOn === 'clean';
    const { adjustLogits, ...settings } = options;
    const training: Phase = {
      name: 'training',
      settings,
      uses: [],
      evaluated: adjustLogits === undefined,
      run: (context) => this.train(context),
    };
    const set = ({ task }: PhaseContext): SampleSet => trainingSet(task, options.trainOn);
    this.phases =
      adjustLogits === undefined
        ? [training]
        : [training, adjustmentPhase({ options: adjustLogits, head: loss.head, set })];
  }

  classifier(network: Network, classCount: number): Network {
    return this.options.adjustLogits === undefined ? network : adjustedNetwork(network, classCount);
  }

  private async train(context: PhaseContext): Promise<PhaseOutput> {
    const { options, loss, sampler } = this;
    const network = context.network(loss.head);
    const { tensors, lossCurves } = await context.runEpochs(
      classifierLoop({
        context,
        set: trainingSet(context.task, options.trainOn),
        network,
        loss,
        sampler,
        training: options,
        recordLossCurves: options.recordLossCurves ?? options.trainOn === 'train',
      }),
    );
    const classifier = classifierArray(network, unpackGroups(tensors, ['parameters', 'buffers']));
    return { arrays: { classifier }, lossCurves };
  }
}

export const plain = definePlugin({
  kind: 'method',
  id: 'plain',
  docs: { summary: 'Gradient steps on the mean loss of the train set, the meta set, both, or the right labels alone.' },
  options: PlainOptions,
  use: PlainMethod,
});
