import type {
  EpochLoop,
  LoopState,
  LossFunction,
  MetaSetSource,
  NamedArray,
  PhaseContext,
  Sampler,
} from '@ballast/core';
import { compile, tf } from '@ballast/tensor';
import {
  batchTensors,
  type BatchTensors,
  classifierRecord,
  type ClassifierState,
  classifierStep,
  createOptimizer,
  epochBatches,
  givenClassCounts,
  initialClassifier,
  initialSampleWeights,
  learningRateAt,
  lossContextOf,
  metaLearningBatches,
  packGroups,
  StepNotes,
  trainAndMetaTensors,
  type TrainAndMetaTensors,
  trainEpoch,
  unpackGroups,
} from '@ballast/training';
import type { Scalar } from '@tensorflow/tfjs-core';
import type { L2rwOptions } from './options.ts';
import { reweightedStep } from './steps.ts';

export interface L2rwParts {
  readonly loss: LossFunction;
  readonly sampler: Sampler;
  readonly metaSet: MetaSetSource;
}

/** A type, since an interface is no record of tensors. */
type StepInputs<B extends BatchTensors> = {
  readonly state: ClassifierState;
  readonly batch: B;
  readonly learningRate: Scalar;
};

type StepConstants = { readonly epoch: number };

/** Epochs whose samples weigh what the gradient of the meta loss says of theirs, anew in every step. */
export class L2rwLoop implements EpochLoop {
  readonly epochs: number;
  private readonly network;
  private readonly optimizer;
  private readonly classCounts: readonly number[];
  private readonly warmStep = compile((inputs: StepInputs<BatchTensors>, constants: StepConstants) =>
    classifierStep(this.stepOf(inputs, constants), inputs.state, inputs.batch),
  );
  private readonly reweightedStep = compile((inputs: StepInputs<TrainAndMetaTensors>, constants: StepConstants) =>
    reweightedStep(this.stepOf(inputs, constants), inputs.state, inputs.batch),
  );

  constructor(
    private readonly options: L2rwOptions,
    private readonly parts: L2rwParts,
    private readonly context: PhaseContext,
  ) {
    this.epochs = options.epochs;
    this.network = context.network(parts.loss.head);
    this.optimizer = createOptimizer(options.optimizer);
    this.classCounts = givenClassCounts(context.task.train, context.task.classCount);
  }

  /** `sampleWeights` [N]: what a sample last weighed, 1 as in plain training. */
  initialize(): LoopState {
    const { task, random } = this.context;
    return {
      tensors: packGroups(initialClassifier(this.network, this.optimizer, random.split('initial weights'))),
      arrays: { sampleWeights: initialSampleWeights(task.train.count) },
    };
  }

  async runEpoch({ tensors, arrays }: LoopState, epoch: number): ReturnType<EpochLoop['runEpoch']> {
    const before = unpackGroups(tensors, ['parameters', 'buffers', 'optimizer']);
    const { state, train, extra } =
      epoch < this.options.warmEpochs
        ? await this.warmEpoch(epoch, before)
        : await this.reweightedEpoch(epoch, before, arrays['sampleWeights'] as NamedArray);
    const { network } = this;
    const learningRate = this.learningRateAt(epoch);
    return { tensors: packGroups(state), record: classifierRecord({ learningRate, train, network, state, extra }) };
  }

  private async warmEpoch(epoch: number, state: ClassifierState) {
    const result = await trainEpoch({
      epoch,
      set: this.context.task.train,
      state,
      batches: epochBatches(this.context, this.context.task.train, { ...this.options, ...this.parts, epoch }),
      step: (batch, current: ClassifierState) =>
        this.warmStep(
          { state: current, batch: batchTensors(batch), learningRate: tf.scalar(this.learningRateAt(epoch)) },
          { epoch },
        ),
    });
    return { ...result, extra: {} };
  }

  private async reweightedEpoch(epoch: number, state: ClassifierState, sampleWeights: NamedArray) {
    const { context, network } = this;
    const { parameters, buffers } = state;
    const sampling = { ...this.options, ...this.parts, epoch };
    const batches = await metaLearningBatches(context, { network, parameters, buffers }, sampling);
    const notes = new StepNotes();
    try {
      const result = await trainEpoch({
        epoch,
        set: context.task.train,
        state,
        batches,
        step: (batch, current: ClassifierState) => {
          const learningRate = tf.scalar(this.learningRateAt(epoch));
          const step = this.reweightedStep(
            { state: current, batch: trainAndMetaTensors(batch), learningRate },
            { epoch },
          );
          notes.add(batch.positions, step.weights, { metaLoss: step.metaLoss });
          return step;
        },
      });
      return { ...result, extra: notes.finish(sampleWeights) };
    } finally {
      notes.dispose();
    }
  }

  private stepOf({ learningRate }: Pick<StepInputs<BatchTensors>, 'learningRate'>, constants: StepConstants) {
    const { network, optimizer, classCounts, epochs } = this;
    const { loss } = this.parts;
    return { network, optimizer, loss, learningRate, lossContext: lossContextOf(constants, { classCounts, epochs }) };
  }

  private learningRateAt(epoch: number): number {
    return learningRateAt(this.options.schedule, { epoch, epochs: this.epochs });
  }
}
