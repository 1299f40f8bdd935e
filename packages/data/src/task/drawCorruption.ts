import {
  countLabels,
  UserError,
  type CorruptedLabels,
  type ImageDataset,
  type ImbalanceProfile,
  type NoiseInjector,
  type Random,
} from '@ballast/core';
import { requireAvailable, requireEveryClass } from './classCounts.ts';
import { drawPerClass, pick, without } from './classes.ts';
import type { CorruptionDraw } from './corruptionDraw.ts';
import type { DataOptions } from './options.ts';

const unknownLabel = -1;

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
 * The meta set comes out of the images whose truth is known; imbalance and noise need that of all.
 * @throws UserError when a class is left without samples, or true labels that are needed are not known.
 */
export function drawCorruption(request: TaskRequest): CorruptionDraw {
  const { classNames } = request.dataset;
  const labels = labelsAsKnown(request.dataset);
  const metaIndices = drawMeta(labels, request);
  const indices = unbalance(labels, without(candidates(request.dataset), metaIndices), request);
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

/** −1 where nobody knows. */
function labelsAsKnown({ train: { trueLabels, count } }: ImageDataset): Int32Array {
  return trueLabels ?? new Int32Array(count).fill(unknownLabel);
}

function requireKnown(labels: Int32Array, purpose: string): void {
  const unknown = labels.filter((label) => label === unknownLabel).length;
  if (unknown === 0) return;
  throw new UserError({
    what: `nobody knows the true labels of ${String(unknown)} of ${String(labels.length)} training images, so ${purpose}.`,
    where: 'dataset',
    fix: 'Learn from the labels that came with the images: leave the imbalance profile and the noise out.',
  });
}

/** Those that are there to be learned from by a given label. */
function candidates({ train: { givenLabels, count } }: ImageDataset): Int32Array {
  const all = Int32Array.from({ length: count }, (_, index) => index);
  return givenLabels === undefined ? all : all.filter((index) => givenLabels[index] !== unknownLabel);
}

function drawMeta(labels: Int32Array, { dataset, options, random }: TaskRequest): Int32Array {
  const { classNames } = dataset;
  const counts = classNames.map(() => options.meta.perClass);
  const kind = labels.includes(unknownLabel) ? 'trusted ' : '';
  requireAvailable(counts, countLabels(labels, classNames.length), classNames, 'data.meta.perClass', kind);
  return drawPerClass(labels, counts, random.split('meta'));
}

function unbalance(labels: Int32Array, available: Int32Array, { dataset, imbalance, random }: TaskRequest): Int32Array {
  const { classNames } = dataset;
  const known = pick(labels, available);
  const full = countLabels(known, classNames.length);
  if (!known.includes(unknownLabel)) requireEveryClass(full, classNames, 'After the meta set was taken out');
  if (imbalance === undefined) return available;
  requireKnown(known, 'they cannot be unbalanced by class');
  const counts = imbalance.classCounts(full, classNames);
  requireEveryClass(counts, classNames, 'After imbalance');
  requireAvailable(counts, full, classNames, 'imbalance');
  return pick(available, drawPerClass(known, counts, random.split('imbalance')));
}

function corrupt(
  indices: Int32Array,
  trueLabels: Int32Array,
  { dataset: { classNames, train }, noise, random }: TaskRequest,
): CorruptedLabels {
  const classCount = classNames.length;
  if (noise !== undefined || train.givenLabels === undefined) {
    requireKnown(trueLabels, 'they can be neither corrupted nor learned from');
  }
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

function differingShare(givenLabels: Int32Array, trueLabels: Int32Array): number | undefined {
  const known = trueLabels.filter((label) => label !== unknownLabel).length;
  const differing = trueLabels.filter((label, at) => label !== unknownLabel && label !== givenLabels[at]).length;
  return known === 0 ? undefined : differing / known;
}
