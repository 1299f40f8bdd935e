import type { Batch, BatchRequest, Network, PhaseContext, Random } from '@ballast/core';
import { tf } from '@ballast/tensor';
import { drawMixing, trainEpoch, type ClassifierState, type Evaluation, type Optimizer } from '@ballast/training';
import { divide, fullBatchOrder } from './division/divide.ts';
import type { DivideMixOptions } from './options.ts';
import { rampedWeight } from './steps/mixMatchLoss.ts';
import { mixMatchStep, type Views } from './steps/mixMatchStep.ts';

export interface MixMatchEpochInputs {
  readonly epoch: number;
  readonly learningRate: number;
  /** [N] the probability that each label is right, by the other network. */
  readonly trust: Float32Array;
}

/** A labelled batch with an unlabelled one. */
interface DividedBatch extends Batch {
  readonly unlabelled: Batch;
}

/** One epoch of one network beside its peer. */
export class MixMatchEpoch {
  private readonly step;

  constructor(
    network: Network,
    optimizer: Optimizer,
    private readonly options: DivideMixOptions,
  ) {
    this.step = mixMatchStep({ network, optimizer, options });
  }

  train(
    context: PhaseContext,
    [own, peer]: readonly [ClassifierState, ClassifierState],
    { epoch, learningRate, trust }: MixMatchEpochInputs,
  ): Promise<{ readonly state: ClassifierState; readonly train: Evaluation }> {
    const { alpha, batchSize, cleanThreshold, warmUpEpochs, unlabelledWeight, rampEpochs } = this.options;
    const division = divide(trust, cleanThreshold);
    const steps = Math.ceil(division.labelled.length / batchSize);
    const draws = context.random.split('division').split(epoch);
    const mixings = draws.split('mixing');
    return trainEpoch({
      epoch,
      set: context.task.train,
      batches: paired(
        this.batches(context, division.labelled, steps, draws.split('labelled')),
        this.batches(context, division.unlabelled, steps, draws.split('unlabelled')),
      ),
      state: own,
      step: (batch: DividedBatch, state: ClassifierState, index) => {
        const ramped = rampedWeight(unlabelledWeight, epoch + index / steps - warmUpEpochs, rampEpochs);
        const images = batch.views.length * (batch.positions.length + batch.unlabelled.positions.length);
        const inputs = {
          state,
          peer: { parameters: peer.parameters, buffers: peer.buffers },
          labelled: {
            views: viewsOf(batch),
            givenLabels: batch.givenLabels,
            trust: tf.tensor1d(Float32Array.from(batch.positions, (position) => trust[position] as number)),
          },
          unlabelled: { views: viewsOf(batch.unlabelled) },
          mixing: alpha === 0 ? undefined : drawMixing({ batchSize: images, alpha, share: 'larger' }, mixings),
          learningRate: tf.scalar(learningRate),
          unlabelledWeight: tf.scalar(ramped),
        };
        return this.step(inputs, null);
      },
    });
  }

  /** So many full batches of the samples at these places. */
  private batches(context: PhaseContext, positions: Int32Array, steps: number, random: Random): AsyncIterable<Batch> {
    const { batchSize, views } = this.options;
    const orders = random.split('order');
    const request: BatchRequest = {
      order: fullBatchOrder(positions, steps * batchSize, (length) => orders.permutation(length)),
      batchSize,
      views: ['standard', ...Array.from({ length: views - 1 }, () => 'standard' as const)],
      random: random.split('augmentation'),
    };
    return context.batches(context.task.train, request);
  }
}

function viewsOf({ views }: Batch): Views {
  return Object.fromEntries(views.map((images, index) => [`view ${String(index + 1)}`, images]));
}

async function* paired(labelled: AsyncIterable<Batch>, unlabelled: AsyncIterable<Batch>): AsyncGenerator<DividedBatch> {
  const others = unlabelled[Symbol.asyncIterator]();
  try {
    for await (const batch of labelled) {
      const next = await others.next();
      if (next.done === true) throw new Error('There are fewer unlabelled batches than labelled ones.');
      yield { ...batch, unlabelled: next.value };
    }
  } finally {
    await others.return?.();
  }
}
