import type { Random } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/** It mostly stands still long before. */
const mostRounds = 50;

/**
 * Lloyd's algorithm from points drawn among those there are: every point belongs to its nearest centre, every centre is
 * the mean of its points; one that has none stays where it is.
 * @param points [n, D], n ≥ 1
 * @returns [count, D]; the caller disposes
 */
export function kMeans(points: Tensor2D, count: number, random: Random): Tensor2D {
  let centers = firstCenters(points, count, random);
  let nearest = nearestCenters(points, centers);
  for (let round = 0; round < mostRounds; round++) {
    const moved = tf.tidy(() => meansOf(points, tf.tensor1d(nearest, 'int32'), centers));
    centers.dispose();
    centers = moved;
    const next = nearestCenters(points, centers);
    if (next.every((center, point) => center === nearest[point])) break;
    nearest = next;
  }
  return centers;
}

/** [count, D] different points, each as often as the other where there are too few. */
function firstCenters(points: Tensor2D, count: number, random: Random): Tensor2D {
  const drawn = random.permutation(points.shape[0]);
  const places = Array.from({ length: count }, (_, center) => drawn[center % drawn.length] as number);
  return tf.tidy(() => tf.gather(points, tf.tensor1d(places, 'int32')));
}

/** [n] */
function nearestCenters(points: Tensor2D, centers: Tensor2D): Int32Array {
  return tf.tidy(() => {
    const squares = tf.sum(tf.square(centers), 1); // [count]
    const distances = tf.sub(squares, tf.mul(2, tf.matMul(points, centers, false, true))); // + |point|², alike for all
    return tf.argMin(distances, 1).dataSync<'int32'>().slice();
  });
}

function meansOf(points: Tensor2D, nearest: Tensor1D, centers: Tensor2D): Tensor2D {
  const belongs = tf.oneHot(nearest, centers.shape[0]).toFloat() as Tensor2D; // [n, count]
  const sizes = tf.sum(belongs, 0).reshape<Tensor2D>([-1, 1]);
  const means = tf.div<Tensor2D>(tf.matMul(belongs, points, true), tf.maximum(sizes, 1));
  return tf.where(tf.tile(tf.greater(sizes, 0), [1, points.shape[1]]), means, centers);
}
