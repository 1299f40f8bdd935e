import {
  type EpochLoop,
  type LoopState,
  type LossCurves,
  type LossFunction,
  type MetaOptimizer,
  type MetaSetSource,
  type NamedArray,
  type PhaseContext,
  type Sampler,
  type WeightNet,
} from '@ballast/core';
import { compile, tf } from '@ballast/tensor';
import {
  batchTensors,
  classifierRecord,
  createOptimizer,
  epochAt,
  epochBatches,
  givenClassCounts,
  initialClassifier,
  initialSampleWeights,
  learningRateAt,
  lossContextOf,
  mean,
  metaLearningBatches,
  packGroups,
  probedLossCurves,
  StepNotes,
  trainAndMetaTensors,
  trainEpoch,
  unpackGroups,
} from '@ballast/training';
import type { Scalar } from '@tensorflow/tfjs-core';
import { deferredReweighting } from './deferredReweighting.ts';
import type { Reweighting, ReweightingState } from './metaStep.ts';
import type { MetaReweightingOptions } from './options.ts';
import { curvesOf, storedWeights } from './sampleWeights.ts';
import {
  frozenStep,
  learningStep,
  weighedStep,
  type FrozenStepInputs,
  type LearningStepInputs,
  type WeighedStepInputs,
} from './steps.ts';

export interface AllocatingParts {
  readonly loss: LossFunction;
  readonly weightNet: WeightNet;
  readonly metaOptimizer: MetaOptimizer;
  readonly sampler: Sampler;
  readonly metaSet: MetaSetSource;
}

/** Everything but the probing's own settings, which reach this phase through the phase that it uses. */
export type AllocatingOptions = Omit<MetaReweightingOptions, 'probing'>;

type EpochConstants = { readonly epoch: number };

/** How far the steps of an epoch go, in tensors: a compiled step serves them all. */
type Rates = Pick<Reweighting, 'gradientFactor'> & { readonly learningRate: Scalar };

/** Epochs that learn weights beside the classifier, then, where they are frozen, epochs with the stored weights. */
export class AllocatingLoop implements EpochLoop {
  readonly epochs: number;
  private readonly setup: Omit<Reweighting, 'lossContext' | 'learningRate' | 'gradientFactor'>;
  private readonly classCounts: readonly number[];
  private readonly curves: LossCurves | undefined;
  /** [N] that a meta set is drawn by, where it goes by the probing. */
  private readonly probedLosses: Float32Array | undefined;
  private readonly learningStep = compile(
    ({ rates, ...inputs }: LearningStepInputs & { readonly rates: Rates }, constants: EpochConstants) =>
      learningStep(this.setupOf(rates, constants), inputs),
  );
  private readonly weighedStep = compile(
    ({ rates, ...inputs }: WeighedStepInputs & { readonly rates: Rates }, constants: EpochConstants) =>
      weighedStep(this.setupOf(rates, constants), inputs),
  );
  private readonly frozenStep = compile(
    ({ rates, ...inputs }: FrozenStepInputs & { readonly rates: Rates }, constants: EpochConstants) =>
      frozenStep(this.setupOf(rates, constants), inputs),
  );

  constructor(
    private readonly options: AllocatingOptions,
    private readonly parts: AllocatingParts,
    private readonly context: PhaseContext,
  ) {
    const { task } = context;
    this.epochs = options.epochs;
    this.classCounts = givenClassCounts(task.train, task.classCount);
    this.curves = preparedCurves(parts.weightNet, context);
    this.probedLosses = parts.metaSet.summariseLossCurves?.(probedLossCurves(context));
    this.setup = {
      ...parts,
      network: context.network(parts.loss.head),
      normaliseWeights: options.normaliseWeights,
      deferred: options.deferredReweighting && deferredReweighting(options.deferredReweighting, task, options.epochs),
      optimizer: createOptimizer(options.optimizer),
      innerOptimizer: options.innerOptimizer === null ? undefined : createOptimizer(options.innerOptimizer),
      learnedOptimizer: createOptimizer(options.weightNetOptimizer),
      weightNetLearningRate: options.weightNetLearningRate,
      staleWeights: options.staleWeights,
    };
  }

  initialize(): LoopState {
    const { task, random } = this.context;
    const { network, optimizer, weightNet, learnedOptimizer } = this.setup;
    const learned = weightNet.initialize(
      { classCount: task.classCount, curveLength: this.curves?.length ?? 0 },
      random.split('weight net'),
    );
    return {
      tensors: packGroups({
        ...initialClassifier(network, optimizer, random.split('initial weights')),
        learned,
        learnedOptimizer: learnedOptimizer.initialState(learned),
      }),
      arrays: { sampleWeights: initialSampleWeights(task.train.count) },
    };
  }

  async runEpoch({ tensors, arrays }: LoopState, epoch: number): ReturnType<EpochLoop['runEpoch']> {
    const sampleWeights = arrays['sampleWeights'] as NamedArray;
    const state = unpackGroups(tensors, ['parameters', 'buffers', 'optimizer', 'learned', 'learnedOptimizer']);
    const result = this.keepsWeights(epoch)
      ? await this.frozenEpoch(epoch, state, sampleWeights)
      : await this.learningEpoch(epoch, state, sampleWeights);
    const record = classifierRecord({
      ...result,
      learningRate: this.learningRateAt(epoch),
      network: this.setup.network,
      extra: { ...result.extra, meanWeight: mean(sampleWeights.data) },
    });
    return { tensors: packGroups({ ...result.state }), record };
  }

  private setupOf(rates: Rates, constants: EpochConstants): Reweighting {
    const { epochs, classCounts } = this;
    return { ...this.setup, ...rates, lossContext: lossContextOf(constants, { classCounts, epochs }) };
  }

  /** Call it within `tf.tidy`. */
  private ratesAt(epoch: number): Rates {
    const learningRate = this.learningRateAt(epoch);
    const inner = this.setup.innerOptimizer ?? this.setup.optimizer;
    return { learningRate: tf.scalar(learningRate), gradientFactor: tf.scalar(inner.gradientFactor(learningRate)) };
  }

  private learningRateAt(epoch: number): number {
    return learningRateAt(this.options.schedule, { epoch, epochs: this.epochs });
  }

  /** Before weights are learned and after: every sample has the weight that is stored, 1 at first. */
  private keepsWeights(epoch: number): boolean {
    const { freezeWeightsFrom, warmEpochs } = this.options;
    if (epoch < warmEpochs) return true;
    return freezeWeightsFrom !== null && freezeWeightsFrom < 1 && epoch >= epochAt(freezeWeightsFrom, this.epochs);
  }

  private async learningEpoch(epoch: number, state: ReweightingState, sampleWeights: NamedArray) {
    const { context } = this;
    const { network } = this.setup;
    const { parameters, buffers } = state;
    const sampling = { ...this.options, ...this.parts, epoch, losses: this.probedLosses };
    const batches = await metaLearningBatches(context, { network, parameters, buffers }, sampling);
    const notes = new StepNotes();
    try {
      const result = await trainEpoch({
        epoch,
        set: context.task.train,
        state,
        batches,
        step: (batch, current: ReweightingState, index) => {
          const lossCurves = this.curves && curvesOf(this.curves, batch.positions);
          const inputs = { state: current, lossCurves, rates: this.ratesAt(epoch) };
          if (index % this.options.metaEvery > 0) {
            const step = this.weighedStep({ ...inputs, batch: batchTensors(batch) }, { epoch });
            notes.add(batch.positions, step.weights);
            return step;
          }
          const step = this.learningStep({ ...inputs, batch: trainAndMetaTensors(batch) }, { epoch });
          notes.add(batch.positions, step.weights, { metaLoss: step.metaLoss });
          return step;
        },
      });
      return { ...result, extra: notes.finish(sampleWeights) };
    } finally {
      notes.dispose();
    }
  }

  private async frozenEpoch(epoch: number, state: ReweightingState, sampleWeights: NamedArray) {
    const result = await trainEpoch({
      epoch,
      set: this.context.task.train,
      state,
      batches: epochBatches(this.context, this.context.task.train, { ...this.options, ...this.parts, epoch }),
      step: (batch, current: ReweightingState) => {
        const weights = storedWeights(sampleWeights, batch.positions);
        const inputs = { state: current, batch: batchTensors(batch), weights, rates: this.ratesAt(epoch) };
        return this.frozenStep(inputs, { epoch });
      },
    });
    return { ...result, extra: {} };
  }
}

/** The curves of the probing phase as the weight net wants to see them; undefined when it asks for none. */
function preparedCurves(weightNet: WeightNet, context: PhaseContext): LossCurves | undefined {
  if (weightNet.prepareLossCurves === undefined) return undefined;
  const { train, classCount } = context.task;
  return weightNet.prepareLossCurves(probedLossCurves(context), train.givenLabels, classCount);
}
