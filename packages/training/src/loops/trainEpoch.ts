import type { Batch, SampleSet } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Tensor1D, Tensor2D, TensorContainer } from '@tensorflow/tfjs-core';
import type { Evaluation } from '../evaluation/types.ts';
import { disposeAllBut, tensorsOf, type TensorGroups } from '../tensors/groups.ts';
import { StepLog } from './stepLog.ts';

/** What a step hands back; all its tensors belong to `trainEpoch` from then on. */
export interface StepOutcome<G extends TensorGroups> {
  /** The next state; tensors that did not change may stay the same. */
  readonly state: G;
  /** [B, K] of the actual step's forward. */
  readonly logits: Tensor2D;
  /** [B] per-sample training losses. */
  readonly losses: Tensor1D;
}

export interface TrainEpoch<G extends TensorGroups, B extends Batch> {
  readonly epoch: number;
  /** The set that the batches' positions point into. */
  readonly set: SampleSet;
  readonly batches: AsyncIterable<B>;
  /** Where the epoch begins; left alone, since the context still owns it. */
  readonly state: G;
  /** One step, run within `tf.tidy`: intermediate tensors free themselves. `index` counts from 0. */
  step(batch: B, state: G, index: number): StepOutcome<G>;
  /** Whether each sample's training loss is wanted; not unless given. */
  readonly recordLosses?: boolean | undefined;
}

export interface TrainedEpochState<G extends TensorGroups> {
  readonly state: G;
  readonly train: Evaluation;
  /** [N], where they were wanted; NaN for a sample that no batch had. */
  readonly losses: Float32Array | undefined;
}

/**
 * One epoch: a step a batch, then the mean loss and the accuracy against given labels over all samples.
 * @throws NonFiniteLossError with epoch and step.
 */
export async function trainEpoch<G extends TensorGroups, B extends Batch>(
  options: TrainEpoch<G, B>,
): Promise<TrainedEpochState<G>> {
  const { epoch, set } = options;
  const losses = options.recordLosses === true ? new Float32Array(set.count).fill(Number.NaN) : undefined;
  const log = new StepLog({
    epoch,
    givenLabels: set.givenLabels,
    onLosses:
      losses &&
      ((positions, values) => {
        positions.forEach((position, index) => {
          losses[position] = values[index] ?? Number.NaN;
        });
      }),
  });
  let state = options.state;
  let index = 0;
  try {
    for await (const batch of options.batches) {
      const outcome = runStep(options, batch, state, index++);
      disposeGroups(state, outcome.state, options.state);
      state = outcome.state;
      log.add({ positions: batch.positions, logits: outcome.logits, losses: outcome.losses });
    }
    return { state, train: log.finish(), losses };
  } catch (error) {
    log.dispose();
    disposeGroups(state, {}, options.state);
    throw error;
  }
}

function runStep<G extends TensorGroups, B extends Batch>(
  options: TrainEpoch<G, B>,
  batch: B,
  state: G,
  index: number,
): StepOutcome<G> {
  const run = (): StepOutcome<G> => {
    const outcome = options.step(batch, state, index);
    return { state: outcome.state, logits: outcome.logits, losses: outcome.losses };
  };
  return tf.tidy(run as unknown as () => TensorContainer) as unknown as StepOutcome<G>;
}

/** Disposes what a step replaced, but nothing of the state in which the epoch began. */
function disposeGroups(before: TensorGroups, after: TensorGroups, initial: TensorGroups): void {
  disposeAllBut([...tensorsOf(after), ...tensorsOf(initial)], tensorsOf(before));
}
