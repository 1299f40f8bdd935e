import {
  type Batch,
  type EpochLoop,
  type LoopState,
  type MetaOptimizer,
  type MetaSetSource,
  type NamedArray,
  type PhaseContext,
  type Sampler,
  type WeightNet,
} from '@ballast/core';
import { tf } from '@ballast/tensor';
import {
  batchTensors,
  classifierRecord,
  createOptimizer,
  currentLosses,
  disposeReplaced,
  epochSets,
  type EpochSets,
  givenClassCounts,
  initialClassifier,
  initialSampleWeights,
  packGroups,
  pairWithMeta,
  StepNotes,
  type TrainAndMetaBatch,
  trainEpoch,
  unpackGroups,
} from '@ballast/training';
import { DynamicLossBatches } from './epochBatches.ts';
import { initializeParts, initialPartStates, packParts } from './learned/learnedParts.ts';
import type { DynamicLossOptions } from './options.ts';
import { lossRanks } from './ranks.ts';
import { stepRate } from './stepRate.ts';
import { correctionDraws, twoViews } from './stepInputs.ts';
import { compiledSteps } from './steps/compiledSteps.ts';
import type { DynamicLossSetup, DynamicLossState, Rates } from './steps/setup.ts';

export interface DynamicLossParts {
  readonly weightNet: WeightNet | undefined;
  readonly metaSet: MetaSetSource;
  readonly metaOptimizer: MetaOptimizer;
  readonly sampler: Sampler;
}

/** Warm epochs on all samples, then epochs that learn the loss on a meta set of their own. */
export class DynamicLossLoop implements EpochLoop {
  readonly epochs: number;
  private readonly setup: Omit<DynamicLossSetup, keyof Rates>;
  private readonly steps: ReturnType<typeof compiledSteps>;
  private readonly batches: DynamicLossBatches;

  constructor(
    private readonly options: DynamicLossOptions,
    private readonly parts: DynamicLossParts,
    private readonly context: PhaseContext,
  ) {
    const { train, classCount } = context.task;
    this.epochs = options.epochs;
    this.setup = {
      options,
      network: context.network(),
      weightNet: parts.weightNet,
      metaOptimizer: parts.metaOptimizer,
      optimizer: createOptimizer(options.optimizer),
      learnedOptimizer: createOptimizer(options.learnedOptimizer),
      lossContext: { classCounts: givenClassCounts(train, classCount), epoch: 0, epochs: options.epochs },
    };
    this.steps = compiledSteps(this.setup);
    this.batches = new DynamicLossBatches(context, options, parts.sampler);
  }

  initialize(): LoopState {
    const { task, random } = this.context;
    const { corrector, margin } = this.options;
    const { weightNet } = this.parts;
    const { network, optimizer, learnedOptimizer } = this.setup;
    const learned = packParts(
      initializeParts({ corrector, margin, weightNet }, task.classCount, random.split('learned loss')),
    );
    return {
      tensors: packGroups({
        ...initialClassifier(network, optimizer, random.split('initial weights')),
        learned,
        learnedOptimizer: initialPartStates(learnedOptimizer, learned),
      }),
      arrays: { sampleWeights: initialSampleWeights(task.train.count) },
    };
  }

  async runEpoch({ tensors, arrays }: LoopState, epoch: number): ReturnType<EpochLoop['runEpoch']> {
    const before = unpackGroups(tensors, ['parameters', 'buffers', 'optimizer', 'learned', 'learnedOptimizer']);
    const losses = await this.lossPass(before, epoch);
    const { state, train, extra } =
      epoch < this.options.warmEpochs
        ? await this.warmEpoch(before, epoch, losses)
        : await this.learningEpoch(before, epoch, losses, arrays['sampleWeights'] as NamedArray);
    const { network } = this.setup;
    const learningRate = this.learningRateAt(epoch);
    const record = classifierRecord({ learningRate, train, network, state, extra });
    return { tensors: packGroups({ ...state }), record };
  }

  /** [N] before the epoch, in inference mode: what ranks and a drawn meta set go by. */
  private lossPass({ parameters, buffers }: DynamicLossState, epoch: number): Promise<Float32Array> {
    const { weakView, batchSize } = this.options;
    const classifier = { network: this.setup.network, parameters, buffers };
    return currentLosses(this.context, this.context.task.train, classifier, { epoch, batchSize, view: weakView });
  }

  private async warmEpoch(before: DynamicLossState, epoch: number, losses: Float32Array) {
    const { train } = this.context.task;
    const ranks = this.ranksOf(losses);
    const steps = Math.ceil(train.count / this.options.batchSize);
    const result = await trainEpoch({
      epoch,
      set: train,
      state: before,
      batches: this.batches.train(epoch),
      step: (batch, state: DynamicLossState, index) => {
        const movesCorrector =
          this.options.corrector !== null && epoch * steps + index < this.options.correctorWarmSteps;
        const inputs = { state, batch: twoViews(batch, ranks), rates: this.ratesAt(epoch, index, steps) };
        return this.steps.warm(inputs, { movesCorrector });
      },
    });
    return { ...result, extra: {} };
  }

  private async learningEpoch(
    before: DynamicLossState,
    epoch: number,
    losses: Float32Array,
    sampleWeights: NamedArray,
  ) {
    const sets = epochSets(this.context, this.parts.metaSet, epoch, losses);
    const notes = new StepNotes();
    try {
      const result = await this.correctedEpoch(before, epoch, sets, this.ranksOf(losses), notes);
      const state = this.options.fineTune ? await this.fineTuned(before, result.state, epoch, sets) : result.state;
      return { state, train: result.train, extra: notes.finish(sampleWeights) };
    } finally {
      notes.dispose();
    }
  }

  private correctedEpoch(
    before: DynamicLossState,
    epoch: number,
    { trainPositions, meta }: EpochSets,
    ranks: Int32Array,
    notes: StepNotes,
  ) {
    const { options, context } = this;
    const learns = (epoch - options.warmEpochs) % options.metaEvery === 0;
    const steps = Math.ceil(trainPositions.length / options.batchSize);
    const draws = correctionDraws(options, context, epoch);
    return trainEpoch({
      epoch,
      set: context.task.train,
      state: before,
      batches: pairWithMeta(this.batches.train(epoch, trainPositions), this.batches.meta(epoch, meta)),
      step: (batch: TrainAndMetaBatch, state: DynamicLossState, index) => {
        const inputs = {
          state,
          batch: twoViews(batch, ranks),
          meta: learns ? batchTensors(batch.meta) : undefined,
          rates: this.ratesAt(epoch, index, steps),
          ...draws(batch.positions.length),
        };
        const step = this.steps.learning(inputs, null);
        const { metaLoss, trust } = step;
        notes.add(batch.positions, trust, { meanTrust: trust.mean(), ...(metaLoss && { metaLoss }) });
        return step;
      },
    });
  }

  /** One pass over the meta set with its given labels; frees what `corrected` has of its own. */
  private async fineTuned(
    before: DynamicLossState,
    corrected: DynamicLossState,
    epoch: number,
    { meta }: EpochSets,
  ): Promise<DynamicLossState> {
    let tuned: DynamicLossState | undefined;
    try {
      const { state } = await trainEpoch({
        epoch,
        set: meta.set,
        state: corrected,
        batches: this.batches.fineTuning(epoch, meta),
        step: (batch: Batch, state: DynamicLossState) =>
          this.steps.fineTune({ state, batch: batchTensors(batch), rates: this.ratesAt(epoch) }, null),
      });
      return (tuned = state);
    } finally {
      const kept = { before: packGroups(before), tuned: packGroups(tuned ?? {}) };
      disposeReplaced(packGroups(corrected), packGroups(kept));
    }
  }

  private ranksOf(losses: Float32Array): Int32Array {
    return lossRanks(losses, this.context.task.train.givenLabels, this.options.corrector?.ranks ?? 1);
  }

  private learningRateAt(epoch: number, step = 0, stepsPerEpoch = 1): number {
    return stepRate(this.options, { epoch, step, stepsPerEpoch });
  }

  /** Call it within `tf.tidy`. */
  private ratesAt(...when: Parameters<DynamicLossLoop['learningRateAt']>): Rates {
    const learningRate = this.learningRateAt(...when);
    const gradientFactor = this.setup.optimizer.gradientFactor(learningRate);
    return { learningRate: tf.scalar(learningRate), gradientFactor: tf.scalar(gradientFactor) };
  }
}
