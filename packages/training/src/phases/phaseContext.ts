import type {
  FinishedLoop,
  HeadKind,
  LearningTask,
  NamedArray,
  Network,
  PhaseContext,
  PhaseOutput,
  Random,
} from '@ballast/core';
import type { AugmentationOptions } from '@ballast/data';
import { disposeNamed } from '@ballast/tensor';
import type { EpochMetrics } from '../evaluation/types.ts';
import { openTensorBatches } from './tensorBatches.ts';
import { EpochRunner } from './epochRunner.ts';

export interface PhaseContextOptions {
  /** Stands in every line of the log. */
  readonly phase: string;
  readonly task: LearningTask;
  /** The cell's model with a head; called at every `network()`. */
  network(head: HeadKind): Network;
  /** The head that the model's options fix, against what a loss prefers. */
  readonly headOverride?: HeadKind | undefined;
  readonly augmentation: AugmentationOptions;
  /** The stream of this phase. */
  readonly random: Random;
  /** Of the earlier phases that this one uses, by name. */
  readonly outputs: Readonly<Record<string, PhaseOutput>>;
  /**
   * Where `checkpoint.safetensors`, `metrics.jsonl`, `timing.jsonl` and, where losses are recorded, `lossesByEpoch.npy`
   * stand; made when it is not there.
   */
  readonly folder: string;
  /** Evaluates every so many epochs, and always after the last; 1 unless given. */
  readonly evaluateEvery?: number | undefined;
  readonly evaluationBatchSize?: number | undefined;
  /** Keeps the last epoch's classifier in `classifier.safetensors`, and what it suggests in place of given labels. */
  readonly keepClassifier?: boolean | undefined;
  /** After every epoch, when its checkpoint is written. */
  onEpoch?(metrics: EpochMetrics): void;
  /** Once, when epoch after epoch leaves tensors behind: how many the last one did. */
  onLeak?(tensors: number): void;
  /** One line for the person who waits: a checkpoint that could not be read. */
  warn?(message: string): void;
}

/** The context that a phase sees, with what its runner asks afterwards. */
export interface TrainingPhaseContext extends PhaseContext {
  /**
   * What the classifier says after the last epoch; empty when the phase trained nothing. `testPredictions`
   * [test.count] are classes; `suggestedLabels` [train.count], of a classifier that is kept, are the most probable
   * classes but the given ones.
   */
  predictions(): Readonly<Record<string, NamedArray>>;
  /** After the phase: frees the tensors of its finished loops. */
  dispose(): void;
}

/** Runs a phase's loop with checkpoints, evaluation and a log in `folder`. */
export function createPhaseContext(options: PhaseContextOptions): TrainingPhaseContext {
  const { task, augmentation, outputs } = options;
  const runner = new EpochRunner({ ...options, evaluateEvery: options.evaluateEvery ?? 1 });
  const finished: FinishedLoop[] = [];
  return {
    task,
    random: options.random,
    network: (preferredHead) => options.network(options.headOverride ?? preferredHead ?? 'linear'),
    output: (phase) => {
      const output = outputs[phase];
      if (output === undefined) {
        throw new Error(`The phase "${options.phase}" takes the output of "${phase}" but does not name it in "uses".`);
      }
      return output;
    },
    batches: (set, request) => openTensorBatches(set, { ...request, augmentation }),
    runEpochs: async (loop) => {
      const end = await runner.run(loop);
      finished.push(end);
      return end;
    },
    predictions: () => runner.predictions,
    dispose: () => {
      for (const { tensors } of finished.splice(0)) disposeNamed(tensors);
    },
  };
}
