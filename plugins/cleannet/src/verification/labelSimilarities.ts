import type { NamedArray, NamedTensors, PhaseContext } from '@ballast/core';
import { tf } from '@ballast/tensor';
import { allPositions, featureBatches } from '@ballast/training';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { classEmbeddings, compressed, queryEmbeddings, similarities } from '../embedding/embeddings.ts';
import type { Compared } from './verificationLoop.ts';

/** [N] in [−1, 1]: the cosine between each training sample and the class of its given label. */
export async function labelSimilarities(
  context: PhaseContext,
  embeddings: NamedTensors,
  { classifier, references }: Compared,
): Promise<NamedArray> {
  const { train, classCount } = context.task;
  const data = new Float32Array(train.count);
  const classes = tf.tidy(() => classEmbeddings(embeddings, references));
  try {
    for await (const { positions, features } of featureBatches(context, train, classifier, allPositions(train))) {
      const cosines = tf.tidy(() => cosinesOf(embeddings, features, classes)); // [B, K]
      const values = await cosines.data<'float32'>();
      cosines.dispose();
      positions.forEach((position, index) => {
        data[position] = values[index * classCount + (train.givenLabels[position] as number)] as number;
      });
    }
  } finally {
    classes.dispose();
  }
  return { shape: [train.count], data };
}

/** Rounding may leave cosines a little outside. */
function cosinesOf(embeddings: NamedTensors, features: Tensor2D, classes: Tensor2D): Tensor2D {
  return tf.clipByValue(similarities(queryEmbeddings(embeddings, compressed(features)), classes), -1, 1);
}
