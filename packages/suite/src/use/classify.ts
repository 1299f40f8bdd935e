import { readImageFiles } from '@ballast/data';
import { softmaxOf } from './softmax.ts';
import { classifyImages, largest } from '@ballast/training';
import { loadClassifier, sizingOf, type KeptClassifier } from './trainedClassifier.ts';

/** What a classifier says about one image. */
export interface Prediction {
  readonly path: string;
  readonly label: string;
  readonly probability: number;
  /** [K] in the order of the classes, before softmax. */
  readonly logits: readonly number[];
  /** [K] */
  readonly probabilities: readonly number[];
}

const imagesAtOnce = 1024;

/**
 * The labels of image files, with probabilities.
 * @param path as the suite was named
 * @throws UserError for an image that cannot be read
 */
export async function classify(path: string, kept: KeptClassifier, files: readonly string[]): Promise<Prediction[]> {
  const classifier = await loadClassifier(path, kept);
  const { imageShape, normalisation, classNames } = kept.stored;
  const predictions: Prediction[] = [];
  for (let start = 0; start < files.length; start += imagesAtOnce) {
    const some = files.slice(start, start + imagesAtOnce);
    const bytes = await readImageFiles(some, imageShape, sizingOf(kept.config.task.dataset));
    const { data } = await classifyImages(classifier, { bytes, count: some.length, imageShape, normalisation });
    some.forEach((file, index) => {
      const logits = Array.from(data.subarray(index * classNames.length, (index + 1) * classNames.length));
      const probabilities = softmaxOf(logits);
      const best = largest(probabilities);
      predictions.push({
        path: file,
        label: classNames[best] ?? String(best),
        probability: probabilities[best] ?? Number.NaN,
        logits,
        probabilities,
      });
    });
  }
  return predictions;
}
