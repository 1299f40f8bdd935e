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
import { classifierLoop, featureSize } from '@ballast/training';
import { groupedSampler } from './groupedSampler.ts';
import { withHallucination } from './hallucination.ts';
import { MetaCleanerOptions } from './options.ts';

/**
 * The head learns from representations that each stand for a few images of a class: their weighted mean, in which
 * those that look mislabelled beside the others are to count little (Zhang, Wang, Qiao 2019). At test time the network
 * is a plain one.
 */
@injectable()
class MetaCleaner implements Method {
  readonly usesMetaSet = false;
  readonly phases: readonly Phase[];

  constructor(
    @inject(PluginOptions) private readonly options: MetaCleanerOptions,
    @inject(Tokens.loss) private readonly loss: LossFunction,
    @inject(Tokens.sampler) private readonly sampler: Sampler,
  ) {
    this.phases = [
      {
        name: 'cleaning',
        settings: options,
        uses: [],
        evaluated: true,
        run: (context) => this.train(context),
      },
    ];
  }

  private async train(context: PhaseContext): Promise<PhaseOutput> {
    const { options, loss } = this;
    const { train } = context.task;
    const { groupSize, hiddenSize } = options;
    const network = context.network(loss.head);
    const groupsPerBatch = Math.floor(options.batchSize / groupSize);
    await context.runEpochs(
      classifierLoop({
        context,
        set: train,
        network: withHallucination(network, {
          groupSize,
          hiddenSize,
          featureSize: featureSize(network, train.imageShape),
        }),
        evaluated: network,
        loss,
        sampler: groupedSampler(this.sampler, { groupSize, groupsPerBatch }),
        training: { ...options, batchSize: groupsPerBatch * groupSize },
        recordLossCurves: false,
      }),
    );
    return { arrays: {} };
  }
}

export const metaCleaner = definePlugin({
  kind: 'method',
  id: 'meta-cleaner',
  docs: {
    summary: 'Trains the head on weighted means of the features of a few images of one class.',
    paper:
      'Zhang, Wang, Qiao 2019, MetaCleaner: Learning to Hallucinate Clean Representations for Noisy-Labeled Visual Recognition',
  },
  options: MetaCleanerOptions,
  use: MetaCleaner,
});
