import { tf } from '@ballast/tensor';
import type { BatchTensors, TrainAndMetaTensors } from '@ballast/training';

/** A meta batch divided: what the classifier is trained on, and what judges the corrector. */
export interface JoinedBatch {
  /** The train batch, [B], with the trusted samples that are trained on behind it, [T]. */
  readonly train: BatchTensors;
  /** B */
  readonly noisyCount: number;
  readonly judging: BatchTensors;
}

/** The first samples of the meta batch judge, at least one; the last ones are trained on. */
export function joinBatch({ images, givenLabels, meta }: TrainAndMetaTensors, trustedShare: number): JoinedBatch {
  const count = meta.givenLabels.size;
  const judging = Math.max(1, Math.floor(count * (1 - trustedShare)));
  const noisyCount = givenLabels.size;
  if (judging === count) return { train: { images, givenLabels }, noisyCount, judging: meta };
  const trusted = part(meta, judging, count - judging);
  return {
    train: {
      images: tf.concat([images, trusted.images], 0),
      givenLabels: tf.concat([givenLabels, trusted.givenLabels], 0),
    },
    noisyCount,
    judging: part(meta, 0, judging),
  };
}

function part({ images, givenLabels }: BatchTensors, from: number, count: number): BatchTensors {
  return {
    images: tf.slice(images, [from, 0, 0, 0], [count, -1, -1, -1]),
    givenLabels: tf.slice(givenLabels, from, count),
  };
}
