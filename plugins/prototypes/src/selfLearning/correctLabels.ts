import type { EpochRecord, PhaseContext, Random } from '@ballast/core';
import { tf } from '@ballast/tensor';
import { allPositions, drawOfClass, featureBatches, featuresAt } from '@ballast/training';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { PrototypeOptions } from './options.ts';
import { selectPrototypes } from './prototypes.ts';
import { unitRows } from './unitRows.ts';

/**
 * [N] for each sample the class whose prototypes its features resemble most (Han et al. 2019, section 3.2).
 * @param random of this correction: it draws the samples among which prototypes are looked for
 */
export async function correctLabels(
  context: PhaseContext,
  classifier: EpochRecord['classifier'],
  options: PrototypeOptions,
  random: Random,
): Promise<Int32Array> {
  const { train } = context.task;
  const corrected = new Int32Array(train.count);
  const labels = [...new Set(train.givenLabels)].sort((a, b) => a - b);
  const centers = await prototypeCenters(context, classifier, { ...options, labels }, random);
  try {
    for await (const { positions, features } of featureBatches(context, train, classifier, allPositions(train))) {
      const nearest = tf.tidy(() => nearestCenter(features, centers));
      const places = await nearest.data<'int32'>();
      nearest.dispose();
      positions.forEach((position, index) => {
        corrected[position] = labels[places[index] as number] as number;
      });
    }
  } finally {
    centers.dispose();
  }
  return corrected;
}

/**
 * The mean cosine to a class's prototypes is the product with the mean of their directions.
 * @param features [B, D]
 * @param centers [C, D] those means
 * @returns [B] int32
 */
export function nearestCenter(features: Tensor2D, centers: Tensor2D): Tensor1D {
  return tf.argMax(tf.matMul(unitRows(features), centers, false, true), 1);
}

/** [C, D] the mean direction of the prototypes of each of the given classes that there are. */
async function prototypeCenters(
  context: PhaseContext,
  classifier: EpochRecord['classifier'],
  { labels, ...options }: PrototypeOptions & { readonly labels: readonly number[] },
  random: Random,
): Promise<Tensor2D> {
  const centers: Tensor1D[] = [];
  for (const label of labels) {
    const drawn = drawOfClass(context.task.train, label, options.sampledPerClass, random.split(label));
    const { shape, data } = await featuresAt(context, context.task.train, classifier, drawn);
    centers.push(tf.tidy(() => centerOf(tf.tensor2d(data, shape as [number, number]), options)));
  }
  const stacked = tf.stack(centers) as Tensor2D;
  tf.dispose([...centers]);
  return stacked;
}

/** [D] the mean direction of the prototypes among the samples of one class, from their features [m, D]. */
export function centerOf(features: Tensor2D, options: PrototypeOptions): Tensor1D {
  const directions = unitRows(features);
  const similarities = tf.matMul(directions, directions, false, true); // [m, m]
  const values = similarities.dataSync<'float32'>();
  const prototypes = selectPrototypes({ count: features.shape[0], values }, options);
  return tf.mean(tf.gather(directions, prototypes), 0);
}
