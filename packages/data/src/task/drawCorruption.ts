import {
  UserError,
  type CorruptedLabels,
  type ImageDataset,
  type ImbalanceProfile,
  type NoiseInjector,
  type Random,
} from '@ballast/core';
import { requireAvailable, requireEveryClass } from './classCounts.ts';
import { countLabels, drawPerClass, pick, without } from './classes.ts';
import type { CorruptionDraw } from './corruptionDraw.ts';
import type { DataOptions } from './options.ts';

export interface TaskRequest {
  readonly dataset: ImageDataset;
  readonly imbalance?: ImbalanceProfile | undefined;
  readonly noise?: NoiseInjector | undefined;
  readonly options: DataOptions;
  /** The stream of the data draw; each step has a stream of its own below it. */
  readonly random: Random;
}

/**
 * A clean meta set, imbalance on the remaining true labels, noise, and a split for validation that keeps its
 * noisy labels, in this order. No image is in two of train, meta and validation.
 * @throws UserError when a class is left without samples, or the truth of the training images is not known.
 */
export function drawCorruption(request: TaskRequest): CorruptionDraw {
  const { classNames } = request.dataset;
  const labels = knownLabels(request.dataset);
  const metaIndices = drawMeta(labels, request);
  const indices = unbalance(labels, without(Int32Array.from(labels.keys()), metaIndices), request);
  const trueLabels = pick(labels, indices);
  const { givenLabels, transitionMatrix } = corrupt(indices, trueLabels, request);
  const validation = drawValidation(givenLabels, request);
  requireTrainSamples(givenLabels, validation, classNames);
  return {
    metaIndices,
    indices,
    givenLabels,
    trueLabels,
    validationIndices: pick(indices, validation),
    transitionMatrix,
    trueClassCounts: countLabels(trueLabels, classNames.length),
    givenClassCounts: countLabels(givenLabels, classNames.length),
    realisedRate: differingShare(givenLabels, trueLabels),
  };
}

function knownLabels({ train }: ImageDataset): Int32Array {
  if (train.trueLabels !== undefined) return train.trueLabels;
  throw new UserError({
    what: 'nobody knows the true labels of these training images, so they can be neither split by class nor corrupted.',
    where: 'dataset',
  });
}

function drawMeta(labels: Int32Array, { dataset, options, random }: TaskRequest): Int32Array {
  const { classNames } = dataset;
  const counts = classNames.map(() => options.meta.perClass);
  requireAvailable(counts, countLabels(labels, classNames.length), classNames, 'data.meta.perClass');
  return drawPerClass(labels, counts, random.split('meta'));
}

function unbalance(labels: Int32Array, available: Int32Array, { dataset, imbalance, random }: TaskRequest): Int32Array {
  const { classNames } = dataset;
  const candidates = pick(labels, available);
  const full = countLabels(candidates, classNames.length);
  requireEveryClass(full, classNames, 'After the meta set was taken out');
  if (imbalance === undefined) return available;
  const counts = imbalance.classCounts(full, classNames);
  requireEveryClass(counts, classNames, 'After imbalance');
  requireAvailable(counts, full, classNames, 'imbalance');
  return pick(available, drawPerClass(candidates, counts, random.split('imbalance')));
}

function corrupt(
  indices: Int32Array,
  trueLabels: Int32Array,
  { dataset: { classNames, train }, noise, random }: TaskRequest,
): CorruptedLabels {
  const classCount = classNames.length;
  if (noise === undefined) return asPublished(indices, trueLabels, train.givenLabels, classCount);
  const { sources } = train;
  return noise.corrupt({
    classCount,
    classNames,
    trueLabels,
    classCounts: countLabels(trueLabels, classCount),
    indices,
    sources: sources && Array.from(indices, (index) => sources[index] as string),
    random: random.split('noise'),
  });
}

/** Without a noise injector: the labels that came with the images, or the true ones. */
function asPublished(
  indices: Int32Array,
  trueLabels: Int32Array,
  published: Int32Array | undefined,
  classCount: number,
): CorruptedLabels {
  return published === undefined
    ? { givenLabels: trueLabels, transitionMatrix: identityMatrix(classCount) }
    : { givenLabels: pick(published, indices), transitionMatrix: undefined };
}

/** Positions in `givenLabels`; of each given label at least one sample stays for training. */
function drawValidation(givenLabels: Int32Array, { dataset, options, random }: TaskRequest): Int32Array {
  const { fraction } = options.validation;
  const counts = countLabels(givenLabels, dataset.classNames.length).map((count) =>
    Math.max(0, Math.min(Math.round(fraction * count), count - 1)),
  );
  return drawPerClass(givenLabels, counts, random.split('validation'));
}

function requireTrainSamples(givenLabels: Int32Array, validation: Int32Array, classNames: readonly string[]): void {
  const train = without(Int32Array.from(givenLabels.keys()), validation);
  const counts = countLabels(pick(givenLabels, train), classNames.length);
  requireEveryClass(counts, classNames, 'By the given labels of the train set');
}

function identityMatrix(size: number): number[][] {
  return Array.from({ length: size }, (_, row) => Array.from({ length: size }, (__, column) => Number(row === column)));
}

function differingShare(givenLabels: Int32Array, trueLabels: Int32Array): number {
  const differing = givenLabels.filter((label, position) => label !== trueLabels[position]).length;
  return givenLabels.length === 0 ? 0 : differing / givenLabels.length;
}
