import { NonFiniteLossError } from '@ballast/core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { largest } from '../evaluation/largest.ts';
import type { Evaluation } from '../evaluation/types.ts';
import { requirePerSample } from './perSample.ts';

/** What one step says about its batch. */
export interface StepRecord {
  /** [B] places in the sample set. */
  readonly positions: Int32Array;
  /** [B, K] */
  readonly logits: Tensor2D;
  /** [B] */
  readonly losses: Tensor1D;
}

export interface StepLogOptions {
  readonly epoch: number;
  /** [N] of the set that the positions point into. */
  readonly givenLabels: Int32Array;
  /** Called once for every batch, in order, with its per-sample losses [B]. */
  readonly onLosses?: ((positions: Int32Array, losses: Float32Array) => void) | undefined;
}

/**
 * Mean loss and accuracy over an epoch's steps.
 * Tensors are read some steps later than they come, so that an accelerator is never waited for.
 */
export class StepLog {
  private readonly pending: StepRecord[] = [];
  private step = 0;
  private samples = 0;
  private lossSum = 0;
  private correct = 0;

  constructor(
    private readonly options: StepLogOptions,
    private readonly capacity = 32,
  ) {}

  /** Takes over the record's tensors. @throws NonFiniteLossError; Error when there is not one loss a sample. */
  add(record: StepRecord): void {
    this.pending.push(record);
    requirePerSample(record.losses, record.positions.length);
    this.readDownTo(this.capacity);
  }

  /** @throws NonFiniteLossError */
  finish(): Evaluation {
    this.readDownTo(0);
    return { loss: this.lossSum / this.samples, accuracy: this.correct / this.samples };
  }

  /** Frees what was not read, after a failure. */
  dispose(): void {
    for (const { logits, losses } of this.pending.splice(0)) {
      logits.dispose();
      losses.dispose();
    }
  }

  private readDownTo(left: number): void {
    while (this.pending.length > left) {
      const [record] = this.pending.splice(0, 1);
      if (record !== undefined) this.read(record);
    }
  }

  private read({ positions, logits, losses }: StepRecord): void {
    const lossValues = losses.dataSync<'float32'>();
    const logitValues = logits.dataSync<'float32'>();
    const classCount = logits.shape[1];
    logits.dispose();
    losses.dispose();
    this.count(positions, lossValues, logitValues, classCount);
    this.options.onLosses?.(positions, lossValues);
    this.step++;
  }

  private count(positions: Int32Array, losses: Float32Array, logits: Float32Array, classCount: number): void {
    let batchLoss = 0;
    positions.forEach((position, index) => {
      batchLoss += losses[index] ?? Number.NaN;
      const row = logits.subarray(index * classCount, (index + 1) * classCount);
      if (largest(row) === this.options.givenLabels[position]) this.correct++;
    });
    if (!Number.isFinite(batchLoss)) {
      throw new NonFiniteLossError(batchLoss / positions.length, this.options.epoch, this.step);
    }
    this.lossSum += batchLoss;
    this.samples += positions.length;
  }
}
