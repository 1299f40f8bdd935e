import type {
  EpochLoop,
  LoopState,
  LossFunction,
  NamedArray,
  PhaseContext,
  Random,
  Sampler,
  WeightNet,
} from '@ballast/core';
import { compile, tf } from '@ballast/tensor';
import {
  batchTensors,
  classifierRecord,
  createOptimizer,
  currentLosses,
  epochBatches,
  givenClassCounts,
  initialClassifier,
  initialSampleWeights,
  learningRateAt,
  lossContextOf,
  metaBatches,
  packGroups,
  pairWithMeta,
  StepNotes,
  trainAndMetaTensors,
  trainEpoch,
  unpackGroups,
} from '@ballast/training';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import { cleanPositions } from './cleanSamples.ts';
import { initializeGates } from './gates.ts';
import { topLayers } from './layers.ts';
import type { FamusSetup, FamusState } from './metaStep.ts';
import type { FamusOptions } from './options.ts';
import { learningStep, warmStep, type LearningStepInputs, type WarmStepInputs } from './steps.ts';

export interface FamusParts {
  readonly loss: LossFunction;
  readonly weightNet: WeightNet;
  readonly sampler: Sampler;
}

type Rates = Pick<FamusSetup, 'learningRate' | 'gradientFactor'>;
type EpochConstants = { readonly epoch: number };

/** Warm epochs of plain training, then epochs that learn weights from the samples that look clean. */
export class FamusLoop implements EpochLoop {
  readonly epochs: number;
  private readonly setup: Omit<FamusSetup, 'lossContext' | keyof Rates>;
  private readonly learnedOptimizer;
  private readonly classCounts: readonly number[];
  private readonly warmStep = compile(({ rates, ...inputs }: WarmStepInputs & Rated, constants: EpochConstants) =>
    warmStep(this.setupOf(rates, constants), inputs),
  );
  private readonly learningStep = compile(
    ({ rates, ...inputs }: LearningStepInputs & Rated, constants: EpochConstants) =>
      learningStep({ ...this.setupOf(rates, constants), ...this.learning() }, inputs),
  );

  constructor(
    private readonly options: FamusOptions,
    private readonly parts: FamusParts,
    private readonly context: PhaseContext,
  ) {
    const network = context.network(parts.loss.head);
    this.epochs = options.epochs;
    this.classCounts = givenClassCounts(context.task.train, context.task.classCount);
    this.learnedOptimizer = createOptimizer(options.weightNetOptimizer);
    this.setup = {
      ...parts,
      network,
      optimizer: createOptimizer(options.optimizer),
      top: topLayers(network, options),
      layerOptions: options,
    };
  }

  initialize(): LoopState {
    const { task, random } = this.context;
    const { network, optimizer, weightNet, top } = this.setup;
    const learned = weightNet.initialize({ classCount: task.classCount, curveLength: 0 }, random.split('weight net'));
    return {
      tensors: packGroups({
        ...initialClassifier(network, optimizer, random.split('initial weights')),
        learned,
        learnedOptimizer: this.learnedOptimizer.initialState(learned),
        gates: initializeGates(top.gated, this.options.gateHidden, random.split('gates')),
      }),
      arrays: { sampleWeights: initialSampleWeights(task.train.count) },
    };
  }

  async runEpoch({ tensors, arrays }: LoopState, epoch: number): ReturnType<EpochLoop['runEpoch']> {
    const groups = ['parameters', 'buffers', 'optimizer', 'learned', 'learnedOptimizer', 'gates'] as const;
    const before: FamusState = unpackGroups(tensors, groups);
    const { state, train, extra } =
      epoch < this.options.warmEpochs
        ? await this.warmEpoch(epoch, before)
        : await this.learningEpoch(epoch, before, arrays['sampleWeights'] as NamedArray);
    const { network } = this.setup;
    const learningRate = this.learningRateAt(epoch);
    return { tensors: packGroups(state), record: classifierRecord({ learningRate, train, network, state, extra }) };
  }

  private async warmEpoch(epoch: number, state: FamusState) {
    const result = await trainEpoch({
      epoch,
      set: this.context.task.train,
      state,
      batches: this.trainBatches(epoch),
      step: (batch, current: FamusState) =>
        this.warmStep({ state: current, batch: batchTensors(batch), rates: this.ratesAt(epoch) }, { epoch }),
    });
    return { ...result, extra: {} };
  }

  private async learningEpoch(epoch: number, state: FamusState, sampleWeights: NamedArray) {
    const positions = await this.cleanPositions(epoch, state);
    const noises = this.context.random.split('gates').split(epoch);
    const notes = new StepNotes();
    try {
      const result = await trainEpoch({
        epoch,
        set: this.context.task.train,
        state,
        batches: pairWithMeta(this.trainBatches(epoch), this.metaBatches(epoch, positions)),
        step: (batch, current: FamusState, index) => {
          const noise = gumbelNoise(noises.split(index), this.setup.top.gated.length);
          const inputs = { state: current, batch: trainAndMetaTensors(batch), noise, rates: this.ratesAt(epoch) };
          const step = this.learningStep(inputs, { epoch });
          notes.add(batch.positions, step.weights, { metaLoss: step.metaLoss, openGates: step.openCount });
          return step;
        },
      });
      const cleanShare = positions.length / this.context.task.train.count;
      return { ...result, extra: { ...notes.finish(sampleWeights), cleanShare } };
    } finally {
      notes.dispose();
    }
  }

  private learning() {
    const { weightNetLearningRate, gateLearningRate } = this.options;
    return { learnedOptimizer: this.learnedOptimizer, weightNetLearningRate, gateLearningRate };
  }

  private setupOf(rates: Rates, constants: EpochConstants): FamusSetup {
    const { epochs, classCounts } = this;
    return { ...this.setup, ...rates, lossContext: lossContextOf(constants, { classCounts, epochs }) };
  }

  /** Call it within `tf.tidy`. */
  private ratesAt(epoch: number): Rates {
    const learningRate = this.learningRateAt(epoch);
    const gradientFactor = this.setup.optimizer.gradientFactor(learningRate);
    return { learningRate: tf.scalar(learningRate), gradientFactor: tf.scalar(gradientFactor) };
  }

  private learningRateAt(epoch: number): number {
    return learningRateAt(this.options.schedule, { epoch, epochs: this.epochs });
  }

  private async cleanPositions(epoch: number, { parameters, buffers }: FamusState): Promise<Int32Array> {
    const classifier = { network: this.setup.network, parameters, buffers };
    const pass = { epoch, batchSize: this.options.batchSize };
    const losses = await currentLosses(this.context, this.context.task.train, classifier, pass);
    return cleanPositions(losses, this.options.cleanAbove);
  }

  private trainBatches(epoch: number) {
    const { sampler } = this.parts;
    return epochBatches(this.context, this.context.task.train, { sampler, epoch, batchSize: this.options.batchSize });
  }

  private metaBatches(epoch: number, positions: Int32Array) {
    const { batchSize } = this.options;
    return metaBatches(this.context, { set: this.context.task.train, positions }, { epoch, batchSize });
  }
}

type Rated = { readonly rates: { readonly learningRate: Scalar; readonly gradientFactor: Scalar } };

/** [count, 2] −ln(−ln u) */
function gumbelNoise(random: Random, count: number): Tensor2D {
  const draw = (): number => -Math.log(-Math.log(Math.max(random.uniform(), Number.MIN_VALUE)));
  return tf.tensor2d(Float32Array.from({ length: 2 * count }, draw), [count, 2]);
}
