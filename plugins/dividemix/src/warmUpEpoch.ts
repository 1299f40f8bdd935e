import type { Network, PhaseContext } from '@ballast/core';
import { compile, tf } from '@ballast/tensor';
import {
  batchTensors,
  classifierStep,
  epochBatches,
  plainShuffling,
  trainEpoch,
  type BatchTensors,
  type ClassifierState,
  type Evaluation,
  type Optimizer,
} from '@ballast/training';
import type { Scalar } from '@tensorflow/tfjs-core';
import type { DivideMixOptions } from './options.ts';
import { warmUpLoss } from './steps/warmUpLoss.ts';

type StepInputs = { readonly state: ClassifierState; readonly batch: BatchTensors; readonly learningRate: Scalar };

/** Cross entropy on all samples alike, so that losses come to tell right labels from wrong ones. */
export class WarmUpEpoch {
  private readonly step;

  constructor(
    network: Network,
    optimizer: Optimizer,
    private readonly options: Pick<DivideMixOptions, 'confidencePenalty' | 'warmUpBatchSize'>,
  ) {
    const loss = warmUpLoss(options.confidencePenalty);
    const lossContext = { classCounts: [], epoch: 0, epochs: 1 };
    this.step = compile(({ state, batch, learningRate }: StepInputs) =>
      classifierStep({ network, loss, optimizer, learningRate, lossContext }, state, batch),
    );
  }

  train(
    context: PhaseContext,
    state: ClassifierState,
    { epoch, learningRate }: { readonly epoch: number; readonly learningRate: number },
  ): Promise<{ readonly state: ClassifierState; readonly train: Evaluation }> {
    const { train } = context.task;
    const batchSize = this.options.warmUpBatchSize;
    return trainEpoch({
      epoch,
      set: train,
      batches: epochBatches(context, train, { sampler: plainShuffling, epoch, batchSize }),
      state,
      step: (batch, before) =>
        this.step({ state: before, batch: batchTensors(batch), learningRate: tf.scalar(learningRate) }, null),
    });
  }
}
