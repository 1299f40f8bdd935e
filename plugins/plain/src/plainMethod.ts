import {
  definePlugin,
  PluginOptions,
  Tokens,
  UserError,
  type Json,
  type LearningTask,
  type LossFunction,
  type Method,
  type Phase,
  type PhaseContext,
  type PhaseOutput,
  type Sampler,
  type SampleSet,
} from '@ballast/core';
import { classifierLoop, createOptimizer, disposeReplaced, joinSampleSets } from '@ballast/training';
import { inject, injectable } from '@ballast/core';
import { PlainOptions } from './options.ts';

/** One phase of gradient steps on the mean loss: what every other method is compared with. */
@injectable()
class PlainMethod implements Method {
  readonly usesMetaSet: boolean;
  readonly phases: readonly Phase[];

  constructor(
    @inject(PluginOptions) private readonly options: PlainOptions,
    @inject(Tokens.loss) private readonly loss: LossFunction,
    @inject(Tokens.sampler) private readonly sampler: Sampler,
  ) {
    this.usesMetaSet = options.trainOn !== 'train';
    this.phases = [
      {
        name: 'training',
        settings: options as unknown as Json,
        uses: [],
        evaluated: true,
        run: (context) => this.train(context),
      },
    ];
  }

  private async train(context: PhaseContext): Promise<PhaseOutput> {
    const { options, loss, sampler } = this;
    const { tensors, arrays } = await context.runEpochs(
      classifierLoop({
        context,
        set: chosenSet(context.task, options.trainOn),
        network: context.network(loss.head),
        loss,
        sampler,
        optimizer: createOptimizer(options.optimizer),
        schedule: options.schedule,
        epochs: options.epochs,
        batchSizeAt: () => options.batchSize,
        recordLossCurves: options.recordLossCurves ?? options.trainOn === 'train',
      }),
    );
    disposeReplaced(tensors, {});
    return { arrays };
  }
}

/** @throws UserError when the meta set is wanted and empty. */
function chosenSet({ train, meta }: LearningTask, trainOn: PlainOptions['trainOn']): SampleSet {
  if (trainOn === 'train') return train;
  if (meta.count === 0) {
    throw new UserError({
      what: `there is no meta set to train on.`,
      where: 'trainOn',
      fix: 'Ask for one in the suite: `data: { meta: { perClass: 3 } }`.',
    });
  }
  return trainOn === 'meta' ? meta : joinSampleSets(train, meta);
}

export const plain = definePlugin({
  kind: 'method',
  id: 'plain',
  docs: { summary: 'Gradient steps on the mean loss of the train set, the meta set, or both.' },
  options: PlainOptions,
  use: PlainMethod,
});
