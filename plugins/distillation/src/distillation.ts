import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  Tokens,
  type LossFunction,
  type Method,
  type NamedArray,
  type Phase,
  type PhaseContext,
  type PhaseOutput,
  type Sampler,
} from '@ballast/core';
import { namedTensor, tf } from '@ballast/tensor';
import { classifierLoop, classifierStep } from '@ballast/training';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { DistillationOptions } from './options.ts';
import { sampleSet } from './sets.ts';
import { distilled, softLabels } from './softLabels.ts';
import { teacherPhase } from './teacherPhase.ts';

/** A teacher from trusted samples says what it thinks of all others; a student learns from both it and the labels. */
@injectable()
class Distillation implements Method {
  readonly usesMetaSet: boolean;
  readonly phases: readonly Phase[];
  private readonly teacher: string;

  constructor(
    @inject(PluginOptions) private readonly options: DistillationOptions,
    @inject(Tokens.loss) private readonly loss: LossFunction,
    @inject(Tokens.sampler) private readonly sampler: Sampler,
  ) {
    const { teacher: training, teacherSet, ...settings } = options;
    const teacher = teacherPhase(training, teacherSet);
    this.teacher = teacher.name;
    this.usesMetaSet = teacherSet !== 'train' || options.trainOn !== 'train';
    const student: Phase = {
      name: 'student',
      settings,
      uses: [teacher.name],
      evaluated: true,
      run: (context) => this.train(context),
    };
    this.phases = [teacher, student];
  }

  private async train(context: PhaseContext): Promise<PhaseOutput> {
    const { options, loss, sampler, teacher } = this;
    const set = sampleSet(context.task, options.trainOn);
    const labels = await softLabels(context, set, { teacher, temperature: options.temperature });
    await context.runEpochs(
      classifierLoop({
        context,
        set,
        network: context.network(loss.head),
        loss,
        sampler,
        training: options,
        recordLossCurves: false,
        annotate: (positions) => ({ softLabels: rowsAt(labels, positions) }),
        step: (step, state, batch) => {
          const soft = namedTensor(batch.annotations, 'softLabels') as Tensor2D;
          return classifierStep({ ...step, loss: distilled(loss, soft, options.givenShare) }, state, batch);
        },
      }),
    );
    return { arrays: { softLabels: labels } };
  }
}

/** The rows at some places of [N, K]. */
function rowsAt({ shape, data }: NamedArray, positions: Int32Array): Tensor2D {
  const classCount = shape[1] as number;
  const rows = new Float32Array(positions.length * classCount);
  positions.forEach((position, index) => {
    rows.set(data.subarray(position * classCount, (position + 1) * classCount), index * classCount);
  });
  return tf.tensor2d(rows, [positions.length, classCount]);
}

export const distillation = definePlugin({
  kind: 'method',
  id: 'distillation',
  docs: {
    summary: 'Mixes each given label with what a teacher, trained on trusted samples, says of its sample.',
    paper: 'Li, Yang, Song, Cao, Luo, Li 2017, Learning from Noisy Labels with Distillation',
  },
  options: DistillationOptions,
  use: Distillation,
});
