import type {
  EpochLoop,
  LossFunction,
  NamedArray,
  NamedTensors,
  Network,
  PhaseContext,
  Random,
  Sampler,
} from '@ballast/core';
import { compile, tf } from '@ballast/tensor';
import {
  type BatchTensors,
  batchTensors,
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
  packGroups,
  StepNotes,
  trainEpoch,
  unpackGroups,
} from '@ballast/training';
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import type { Curriculum, WeightRule } from './curriculum.ts';
import { lossPass } from './lossPass.ts';
import type { TrainingOptions } from './options.ts';
import { linearWeights, selfPacedWeights } from './weights.ts';

export interface CurriculumParts {
  readonly loss: LossFunction;
  readonly sampler: Sampler;
}

type CurriculumState = ClassifierState & { readonly curriculum: NamedTensors & { readonly threshold: Scalar } };

/** A type, since an interface is no record of tensors. */
type StepInputs = {
  readonly state: CurriculumState;
  readonly batch: BatchTensors;
  /** [B] 0 for what is left out at random, 1 else. */
  readonly kept: Tensor1D;
  readonly learningRate: Scalar;
};

type StepConstants = { readonly epoch: number; readonly rule: WeightRule };

/** Epochs whose samples weigh what a curriculum makes of their losses; what weighs nothing still counts in the mean. */
export function curriculumLoop(
  context: PhaseContext,
  curriculum: Curriculum,
  options: TrainingOptions,
  parts: CurriculumParts,
): EpochLoop {
  const { train } = context.task;
  const { epochs, batchSize, schedule } = options;
  const network = context.network(parts.loss.head);
  const fixed = { classCounts: givenClassCounts(train, context.task.classCount), epochs };
  const step = curriculumStep(network, curriculum, options, { loss: parts.loss, fixed });
  return {
    epochs,
    initialize: () => ({
      tensors: packGroups({
        ...initialClassifier(network, createOptimizer(options.optimizer), context.random.split('initial weights')),
        curriculum: { threshold: tf.scalar(0) },
      }),
      arrays: { sampleWeights: initialSampleWeights(train.count) },
    }),
    runEpoch: async ({ tensors, arrays }, epoch) => {
      const learningRate = learningRateAt(schedule, { epoch, epochs });
      const rule = curriculum.ruleAt(epoch);
      const initial = unpackGroups(tensors, ['parameters', 'buffers', 'optimizer', 'curriculum']) as CurriculumState;
      const classifier = { network, parameters: initial.parameters, buffers: initial.buffers };
      const lossContext = { ...fixed, epoch };
      const losses = () => lossPass(context, classifier, { loss: parts.loss, lossContext, batchSize });
      const before = initial.curriculum.threshold.dataSync<'float32'>()[0] ?? 0;
      const threshold = rule === 'ones' ? before : ((await curriculum.thresholdAt?.(epoch, before, losses)) ?? before);
      const dropouts = context.random.split('dropout').split(epoch);
      const dropout = curriculum.dropoutAt?.(epoch) ?? 0;
      const notes = new StepNotes();
      const begin = { ...initial, curriculum: { threshold: tf.scalar(threshold) } };
      try {
        const { state, train: record } = await trainEpoch({
          epoch,
          set: train,
          batches: epochBatches(context, train, { sampler: parts.sampler, epoch, batchSize }),
          state: begin,
          step: (batch, current: CurriculumState) => {
            const kept = keptAtRandom(batch.positions.length, dropout, dropouts);
            const inputs = { state: current, batch: batchTensors(batch), kept, learningRate: tf.scalar(learningRate) };
            const { weights, ...outcome } = step(inputs, { epoch, rule });
            notes.add(batch.positions, weights);
            return outcome;
          },
        });
        if (state.curriculum.threshold !== begin.curriculum.threshold) begin.curriculum.threshold.dispose();
        notes.finish(arrays['sampleWeights'] as NamedArray);
        const last = state.curriculum.threshold.dataSync<'float32'>()[0] ?? 0;
        return {
          tensors: packGroups(state),
          record: classifierRecord({ learningRate, train: record, network, state, extra: { threshold: last } }),
        };
      } catch (error) {
        begin.curriculum.threshold.dispose();
        throw error;
      } finally {
        notes.dispose();
      }
    },
  };
}

function curriculumStep(
  network: Network,
  curriculum: Curriculum,
  options: TrainingOptions,
  { loss, fixed }: { readonly loss: LossFunction; readonly fixed: Parameters<typeof lossContextOf>[1] },
) {
  const optimizer = createOptimizer(options.optimizer);
  return compile(({ state, batch, kept, learningRate }: StepInputs, constants: StepConstants) => {
    const thresholdFrom = (losses: Tensor1D): Scalar =>
      curriculum.nextThreshold?.(state.curriculum.threshold, losses) ?? state.curriculum.threshold;
    const { rule } = constants;
    const weights = (losses: Tensor1D): Tensor1D => {
      if (rule === 'ones') return kept;
      const threshold = thresholdFrom(losses);
      const byLoss =
        rule === 'linear'
          ? linearWeights(losses, threshold, curriculum.linearWidth)
          : selfPacedWeights(losses, threshold);
      return tf.mul(byLoss, kept);
    };
    const lossContext = lossContextOf(constants, fixed);
    const outcome = classifierStep({ network, loss, optimizer, weights, learningRate, lossContext }, state, batch);
    const { logits, losses } = outcome;
    return {
      state: { ...outcome.state, curriculum: { threshold: thresholdFrom(losses) } },
      logits,
      losses,
      weights: outcome.weights as Tensor1D,
    };
  });
}

/** [size] 1 for ⌊(1 − rate) · size⌋ places drawn at random, 0 for the others. */
function keptAtRandom(size: number, rate: number, random: Random): Tensor1D {
  const kept = new Float32Array(size).fill(rate === 0 ? 1 : 0);
  if (rate > 0)
    for (const place of random.permutation(size).subarray(0, Math.floor((1 - rate) * size))) kept[place] = 1;
  return tf.tensor1d(kept);
}
