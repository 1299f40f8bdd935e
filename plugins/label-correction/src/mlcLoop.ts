import type {
  EpochLoop,
  LoopState,
  MetaOptimizer,
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
  classifierStep,
  createOptimizer,
  epochBatches,
  featureSize,
  givenClassCounts,
  initialClassifier,
  initialSampleWeights,
  learningRateAt,
  metaLearningBatches,
  packGroups,
  plainCrossEntropy,
  StepNotes,
  trainAndMetaTensors,
  trainEpoch,
  unpackGroups,
} from '@ballast/training';
import type { Scalar } from '@tensorflow/tfjs-core';
import { initializeCorrector } from './corrector.ts';
import type { MlcOptions } from './options.ts';
import { correctedStep, type CorrectedStepInputs, type MlcSetup, type MlcState } from './steps.ts';

export interface MlcParts {
  readonly metaOptimizer: MetaOptimizer;
  readonly sampler: Sampler;
  readonly metaSet: MetaSetSource;
}

/** A type, since an interface is no record of tensors. */
type WarmStepInputs = {
  readonly state: MlcState;
  readonly batch: BatchTensors;
  readonly learningRate: Scalar;
};

/** Warm epochs on given labels, then epochs on labels that the corrector writes and learns to write. */
export class MlcLoop implements EpochLoop {
  readonly epochs: number;
  private readonly setup: MlcSetup;
  private readonly warmStep = compile(({ state, batch, learningRate }: WarmStepInputs) => {
    const step = classifierStep({ ...this.setup, loss: plainCrossEntropy, learningRate }, state, batch);
    return { ...step, state: { ...state, ...step.state } };
  });
  private readonly correctedStep = compile((inputs: CorrectedStepInputs) => correctedStep(this.setup, inputs));

  constructor(
    private readonly options: MlcOptions,
    private readonly parts: MlcParts,
    private readonly context: PhaseContext,
  ) {
    const { train, classCount } = context.task;
    this.epochs = options.epochs;
    this.setup = {
      options,
      classCount,
      network: context.network('linear'),
      metaOptimizer: parts.metaOptimizer,
      optimizer: createOptimizer(options.optimizer),
      correctorOptimizer: createOptimizer(options.correctorOptimizer),
      lossContext: { classCounts: givenClassCounts(train, classCount), epoch: 0, epochs: options.epochs },
    };
  }

  /** `sampleWeights` [N]: what the last corrected label of a sample left of the given one. */
  initialize(): LoopState {
    const { task, random } = this.context;
    const { network, optimizer, correctorOptimizer } = this.setup;
    const classifier = initialClassifier(network, optimizer, random.split('initial weights'));
    const corrector = initializeCorrector(
      this.options.corrector,
      { featureSize: featureSize(network, task.train.imageShape), classCount: task.classCount },
      random.split('corrector'),
    );
    return {
      tensors: packGroups({
        ...classifier,
        corrector,
        correctorOptimizer: correctorOptimizer.initialState(corrector),
      }),
      arrays: { sampleWeights: initialSampleWeights(task.train.count) },
    };
  }

  async runEpoch({ tensors, arrays }: LoopState, epoch: number): ReturnType<EpochLoop['runEpoch']> {
    const before = unpackGroups(tensors, ['parameters', 'buffers', 'optimizer', 'corrector', 'correctorOptimizer']);
    const { state, train, extra } =
      epoch < this.options.warmEpochs
        ? await this.warmEpoch(epoch, before)
        : await this.correctedEpoch(epoch, before, arrays['sampleWeights'] as NamedArray);
    const { network } = this.setup;
    const learningRate = this.learningRateAt(epoch);
    return { tensors: packGroups(state), record: classifierRecord({ learningRate, train, network, state, extra }) };
  }

  private async warmEpoch(epoch: number, state: MlcState) {
    const result = await trainEpoch({
      epoch,
      set: this.context.task.train,
      state,
      batches: epochBatches(this.context, this.context.task.train, { ...this.options, ...this.parts, epoch }),
      step: (batch, current: MlcState) => {
        const learningRate = tf.scalar(this.learningRateAt(epoch));
        return this.warmStep({ state: current, batch: batchTensors(batch), learningRate }, null);
      },
    });
    return { ...result, extra: {} };
  }

  private async correctedEpoch(epoch: number, state: MlcState, sampleWeights: NamedArray) {
    const { context } = this;
    const { network } = this.setup;
    const { parameters, buffers } = state;
    const sampling = { ...this.options, ...this.parts, epoch };
    const batches = await metaLearningBatches(context, { network, parameters, buffers }, sampling);
    const learningRate = this.learningRateAt(epoch);
    const notes = new StepNotes();
    try {
      const result = await trainEpoch({
        epoch,
        set: context.task.train,
        state,
        batches,
        step: (batch, current: MlcState) => {
          const inputs = {
            state: current,
            batch: trainAndMetaTensors(batch),
            learningRate: tf.scalar(learningRate),
            gradientFactor: tf.scalar(this.setup.optimizer.gradientFactor(learningRate)),
          };
          const step = this.correctedStep(inputs, null);
          notes.add(batch.positions, step.trust, { metaLoss: step.metaLoss, meanTrust: step.trust.mean() });
          return step;
        },
      });
      return { ...result, extra: notes.finish(sampleWeights) };
    } finally {
      notes.dispose();
    }
  }

  private learningRateAt(epoch: number): number {
    return learningRateAt(this.options.schedule, { epoch, epochs: this.epochs });
  }
}
