import type { NamedTensors } from '@ballast/core';
import { namedTensor, tf } from '@ballast/tensor';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

/** Under the root of a variance. */
const tiny = 1e-12;

/** Mean over the tensors of the squared differences in mean and in standard deviation over their elements. */
export function momentDistance(trainGradients: NamedTensors, metaGradients: NamedTensors): Scalar {
  const distances = Object.entries(metaGradients).map(([name, meta]) => {
    const [first, second] = [momentsOf(namedTensor(trainGradients, name)), momentsOf(meta)];
    return tf.div(tf.add(squared(first.mean, second.mean), squared(first.deviation, second.deviation)), 2);
  });
  return tf.div<Scalar>(tf.addN(distances), distances.length);
}

function momentsOf(gradient: Tensor): { readonly mean: Tensor; readonly deviation: Tensor } {
  const mean = tf.mean(gradient);
  return { mean, deviation: tf.sqrt(tf.add(tf.mean(tf.square(tf.sub(gradient, mean))), tiny)) };
}

function squared(first: Tensor, second: Tensor): Tensor {
  return tf.square(tf.sub(first, second));
}
