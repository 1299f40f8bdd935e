import {
  definePlugin,
  inject,
  injectable,
  pluginReference,
  PluginOptions,
  Tokens,
  type LossFunction,
  type Method,
  type Phase,
  type PhaseContext,
  type PhaseOutput,
  type Sampler,
} from '@ballast/core';
import { tf } from '@ballast/tensor';
import { classifierLoop, classifierStep, OptimizerOptions, ScheduleOptions } from '@ballast/training';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { z } from 'zod';

const Options = z.strictObject({
  loss: pluginReference('loss').default({ type: 'cross-entropy' }),
  sampler: pluginReference('sampler').default({ type: 'shuffled' }),
  threshold: z
    .number()
    .positive()
    .default(2)
    .describe("A sample is left out above so many times the batch's mean loss."),
  epochs: z.int().positive().default(200),
  batchSize: z.int().positive().default(128),
  optimizer: OptimizerOptions.default({ type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 }),
  schedule: ScheduleOptions.prefault({ type: 'step', learningRate: 0.1, milestones: [0.5, 0.75] }),
});
type Options = z.infer<typeof Options>;

/** Trains on the samples of a batch whose losses are not far above its mean: replace it by your recipe. */
@injectable()
class TemplateName implements Method {
  readonly usesMetaSet = false;
  readonly phases: readonly Phase[];

  constructor(
    @inject(PluginOptions) private readonly options: Options,
    @inject(Tokens.loss) private readonly loss: LossFunction,
    @inject(Tokens.sampler) private readonly sampler: Sampler,
  ) {
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

  private async train(context: PhaseContext): Promise<PhaseOutput> {
    const { options, loss, sampler } = this;
    await context.runEpochs(
      classifierLoop({
        context,
        set: context.task.train,
        network: context.network(loss.head),
        loss,
        sampler,
        training: options,
        step: (step, before, batch) =>
          classifierStep({ ...step, weights: (losses) => keptBelow(losses, options.threshold) }, before, batch),
        recordLossCurves: false,
      }),
    );
    return { arrays: {} };
  }
}

/** [B]: 1 for a sample that is kept, 0 for one that is left out. */
function keptBelow(losses: Tensor1D, threshold: number): Tensor1D {
  return tf.cast<Tensor1D>(tf.lessEqual(losses, tf.mul(tf.mean(losses), threshold)), 'float32');
}

export default definePlugin({
  kind: 'method',
  id: 'template-name',
  docs: { summary: 'One sentence that says what it does.', paper: 'Authors year, Title' },
  options: Options,
  use: TemplateName,
});
