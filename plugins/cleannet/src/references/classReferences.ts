import type { EpochRecord, PhaseContext } from '@ballast/core';
import { tf } from '@ballast/tensor';
import { drawOfClass, featuresAt, featureSize } from '@ballast/training';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { ReferenceOptions } from '../options.ts';
import { kMeans } from './kMeans.ts';

/**
 * The features that stand for each class: centres among those of samples of that given label, right and wrong ones
 * alike (Lee et al. 2018, the reference set). Zero for a class of which there is no sample.
 * @param classifier whose features are meant
 * @returns [K, R, D]; the caller disposes
 */
export async function classReferences(
  context: PhaseContext,
  classifier: EpochRecord['classifier'],
  { perClass, sampledPerClass }: ReferenceOptions,
): Promise<Tensor3D> {
  const { train, classCount } = context.task;
  const random = context.random.split('references');
  const size = featureSize(classifier.network, train.imageShape);
  const centers: Tensor2D[] = [];
  for (let label = 0; label < classCount; label++) {
    const own = random.split(label);
    const drawn = drawOfClass(train, label, sampledPerClass, own.split('samples'));
    const { data } = await featuresAt(context, train, classifier, drawn);
    const points = tf.tensor2d(data, [drawn.length, size]);
    centers.push(drawn.length === 0 ? tf.zeros([perClass, size]) : kMeans(points, perClass, own.split('centres')));
    points.dispose();
  }
  const stacked = tf.stack(centers) as Tensor3D;
  tf.dispose(centers);
  return stacked;
}
