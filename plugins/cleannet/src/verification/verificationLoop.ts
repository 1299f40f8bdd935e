import type { EpochLoop, EpochRecord, PhaseContext } from '@ballast/core';
import { compile, tf } from '@ballast/tensor';
import {
  allPositions,
  createOptimizer,
  epochBatches,
  featureSize,
  learningRateAt,
  metaBatches,
  packGroups,
  pairWithMeta,
  plainShuffling,
  trainAndMetaTensors,
  trainEpoch,
  unpackGroups,
} from '@ballast/training';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { initializeEmbeddings } from '../embedding/embeddings.ts';
import type { VerificationOptions } from '../options.ts';
import { drawClaims } from './claims.ts';
import { verificationStep, type VerificationInputs, type VerificationState } from './verificationStep.ts';

export interface Compared {
  /** Whose features are compared; it stays as it is. */
  readonly classifier: EpochRecord['classifier'];
  /** [K, R, D] */
  readonly references: Tensor3D;
}

/** Epochs over the train set, each batch with one of trusted samples; images as they are. Evaluates the classifier. */
export function verificationLoop(
  context: PhaseContext,
  options: VerificationOptions,
  { classifier, references }: Compared,
): EpochLoop {
  const { task, random } = context;
  const { epochs } = options;
  const { network, ...classifierState } = classifier;
  const optimizer = createOptimizer(options.optimizer);
  const claiming = { classCount: task.classCount, wrong: options.wrongClaims };
  const step = compile((inputs: VerificationInputs) => verificationStep({ network, options, optimizer }, inputs));
  const views = ['none'] as const;
  return {
    epochs,
    initialize: () => {
      const size = featureSize(network, task.train.imageShape);
      const embeddings = initializeEmbeddings(options.embedding, size, random.split('embeddings'));
      return { tensors: packGroups({ embeddings, optimizer: optimizer.initialState(embeddings) }), arrays: {} };
    },
    runEpoch: async ({ tensors }, epoch) => {
      const learningRate = learningRateAt(options.schedule, { epoch, epochs });
      const claimed = random.split('claims').split(epoch);
      const sampling = { sampler: plainShuffling, epoch, batchSize: options.batchSize, views };
      const trusted = { set: task.meta, positions: allPositions(task.meta) };
      const { state, train } = await trainEpoch({
        epoch,
        set: task.train,
        batches: pairWithMeta(
          epochBatches(context, task.train, sampling),
          metaBatches(context, trusted, { epoch, batchSize: options.trustedBatchSize, views }),
        ),
        state: unpackGroups(tensors, ['embeddings', 'optimizer']),
        step: (batch, before: VerificationState) => {
          const trueLabels = Array.from(batch.meta.positions, (at) => task.meta.givenLabels[at] as number);
          const { labels, areRight } = drawClaims(trueLabels, claiming, claimed);
          return step(
            {
              state: before,
              classifier: classifierState,
              references,
              batch: trainAndMetaTensors(batch),
              claims: { labels: tf.tensor1d(labels, 'int32'), areRight: tf.tensor1d(areRight) },
              learningRate: tf.scalar(learningRate),
            },
            null,
          );
        },
      });
      const { loss: trainLoss, accuracy: trainAccuracy } = train;
      return { tensors: packGroups(state), record: { learningRate, trainLoss, trainAccuracy, classifier } };
    },
  };
}
