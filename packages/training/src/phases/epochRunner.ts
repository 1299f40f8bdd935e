import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  NonFiniteLossError,
  type EpochLoop,
  type EpochRecord,
  type FinishedLoop,
  type LoopState,
  type NamedArray,
} from '@ballast/core';
import type { Checkpoint } from '../checkpoints/checkpoint.ts';
import { CheckpointFiles } from '../checkpoints/checkpointFiles.ts';
import { classifierFile, writeClassifier } from '../checkpoints/classifierFile.ts';
import { explainingDiskErrors } from '../checkpoints/diskErrors.ts';
import { appendTime } from '../checkpoints/epochTimes.ts';
import { appendLosses, openLossCurves, recordedEpochs } from '../checkpoints/lossCurvesFile.ts';
import { appendMetrics, cutMetrics } from '../checkpoints/metricsLog.ts';
import type { EpochMetrics } from '../evaluation/types.ts';
import { disposeReplaced } from '../tensors/groups.ts';
import { Evaluator } from './evaluator.ts';
import { LeakWatch } from './leakWatch.ts';
import type { PhaseContextOptions } from './phaseContext.ts';

/** Runs an epoch loop from its last checkpoint on. */
export class EpochRunner {
  /** Of the classifier after the last epoch that evaluated it. */
  predictions: Readonly<Record<string, NamedArray>> = {};
  private started = false;
  private lossEpochs = 0;
  private readonly checkpoints: CheckpointFiles;
  private readonly metricsFile: string;
  private readonly timesFile: string;
  private readonly lossesFile: string;
  private readonly evaluator: Evaluator;
  private readonly leaks = new LeakWatch();

  constructor(private readonly options: PhaseContextOptions) {
    this.checkpoints = new CheckpointFiles(join(options.folder, 'checkpoint.safetensors'));
    this.metricsFile = join(options.folder, 'metrics.jsonl');
    this.timesFile = join(options.folder, 'timing.jsonl');
    this.lossesFile = join(options.folder, 'lossesByEpoch.npy');
    this.evaluator = new Evaluator(options);
  }

  /** Frees the state's tensors when an epoch fails. @throws Error when it is called a second time. */
  async run(loop: EpochLoop): Promise<FinishedLoop> {
    if (this.started)
      throw new Error(`The phase "${this.options.phase}" runs a second loop; make it a phase of its own.`);
    this.started = true;
    explainingDiskErrors(this.options.folder, () => mkdirSync(this.options.folder, { recursive: true }));
    const restored = this.restore();
    let state: LoopState = restored ?? loop.initialize();
    try {
      for (let epoch = restored?.epochsDone ?? 0; epoch < loop.epochs; epoch++) {
        state = await this.runEpoch(loop, state, epoch);
      }
    } catch (error) {
      disposeReplaced(state.tensors, {});
      throw error;
    } finally {
      this.evaluator.dispose();
    }
    const lossCurves = this.lossEpochs > 0 ? openLossCurves(this.lossesFile) : undefined;
    return { tensors: state.tensors, arrays: state.arrays, lossCurves };
  }

  private async runEpoch(loop: EpochLoop, state: LoopState, epoch: number): Promise<LoopState> {
    const { tensors, record } = await loop.runEpoch(state, epoch);
    try {
      const metrics = await this.finishEpoch(loop, { tensors, arrays: state.arrays }, record, epoch);
      disposeReplaced(state.tensors, tensors);
      this.options.onEpoch?.(metrics);
      const left = this.leaks.afterEpoch(tensors);
      if (left !== undefined) this.options.onLeak?.(left);
    } catch (error) {
      disposeReplaced(tensors, state.tensors);
      throw error;
    }
    return { tensors, arrays: state.arrays };
  }

  private async finishEpoch(
    loop: EpochLoop,
    state: LoopState,
    record: EpochRecord,
    epoch: number,
  ): Promise<EpochMetrics> {
    if (!Number.isFinite(record.trainLoss)) throw new NonFiniteLossError(record.trainLoss, epoch, undefined);
    const metrics = await this.evaluate(loop, record, epoch);
    this.appendLosses(record, epoch);
    appendTime(this.timesFile, epoch); // first, so that every line of the log has its time
    appendMetrics(this.metricsFile, metrics);
    this.save(state, epoch + 1, loop.epochs);
    return metrics;
  }

  /** Before the checkpoint: an epoch whose checkpoint was never written is written over. */
  private appendLosses({ losses }: EpochRecord, epoch: number): void {
    if (losses === undefined) return;
    appendLosses(this.lossesFile, epoch, losses);
    this.lossEpochs = epoch + 1;
  }

  private async evaluate(loop: EpochLoop, record: EpochRecord, epoch: number): Promise<EpochMetrics> {
    const isDue = (epoch + 1) % (this.options.evaluateEvery ?? 1) === 0 || epoch + 1 === loop.epochs;
    const evaluation = isDue ? await this.evaluator.evaluate(record.classifier) : undefined;
    if (evaluation !== undefined) this.predictions = { testPredictions: vector(evaluation.testPredictions) };
    const isLast = epoch + 1 === loop.epochs;
    const otherTests = isLast ? await this.evaluator.evaluateOtherTests(record.classifier) : undefined;
    if (isLast && this.options.keepClassifier === true) await this.keep(record.classifier);
    return {
      phase: this.options.phase,
      epoch,
      epochs: loop.epochs,
      learningRate: record.learningRate,
      train: { loss: record.trainLoss, accuracy: record.trainAccuracy },
      validation: evaluation?.validation,
      test: evaluation?.test,
      ...(otherTests !== undefined && { otherTests }),
      extra: record.extra ?? {},
    };
  }

  /** After every epoch, however short. */
  private save(state: LoopState, epochsDone: number, epochs: number): void {
    const checkpoint = { ...state, epochsDone, lossEpochs: this.lossEpochs, runner: this.predictions };
    this.checkpoints.write(checkpoint, epochsDone === epochs);
  }

  private async keep(classifier: EpochRecord['classifier']): Promise<void> {
    writeClassifier(classifierFile(this.options.folder), classifier, this.options.task);
    const suggestedLabels = vector(await this.evaluator.suggestedLabels(classifier));
    this.predictions = { ...this.predictions, suggestedLabels };
  }

  /** The last checkpoint, with the log cut to it; undefined when the phase starts from the beginning. */
  private restore(): Checkpoint | undefined {
    const checkpoint = this.readCheckpoint();
    const lines = cutMetrics(this.metricsFile, checkpoint?.epochsDone ?? 0);
    if (checkpoint === undefined) return undefined;
    const lacking = lines < checkpoint.epochsDone ? 'its log has fewer lines' : this.lackingLosses(checkpoint);
    if (lacking !== undefined) {
      disposeReplaced(checkpoint.tensors, {});
      cutMetrics(this.metricsFile, 0);
      this.warnOfRestart(`${lacking} than the checkpoint has epochs`);
      return undefined;
    }
    this.lossEpochs = checkpoint.lossEpochs;
    this.predictions = checkpoint.runner;
    return checkpoint;
  }

  private lackingLosses({ lossEpochs }: Checkpoint): string | undefined {
    if (lossEpochs === 0 || recordedEpochs(this.lossesFile) >= lossEpochs) return undefined;
    return 'its loss curves have fewer epochs';
  }

  private readCheckpoint(): Checkpoint | undefined {
    try {
      return this.checkpoints.read();
    } catch (error) {
      this.warnOfRestart(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  private warnOfRestart(reason: string): void {
    this.options.warn?.(`${this.checkpoints.file} cannot be used (${reason}): ${this.options.phase} starts again.`);
  }
}

function vector(data: Int32Array): NamedArray {
  return { shape: [data.length], data };
}
