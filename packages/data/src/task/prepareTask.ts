import { UserError, type ImageDataset, type LearningTask, type SampleSet } from '@ballast/core';
import { pick } from './classes.ts';
import type { CorruptionDraw } from './corruptionDraw.ts';
import { drawCorruption, type TaskRequest } from './drawCorruption.ts';

export interface PreparedTask {
  readonly task: LearningTask;
  readonly draw: CorruptionDraw;
}

/**
 * The data of a cell and how it was drawn: a clean meta set, an unbalanced and mislabelled train set, a validation
 * split of it that keeps its noisy labels, and the test set.
 * @throws UserError when a class is left without samples, or true labels that are needed are not known.
 */
export function prepareTask(request: TaskRequest): PreparedTask {
  const draw = drawCorruption(request);
  return { task: taskOfDraw(request, draw), draw };
}

function taskOfDraw({ dataset, options }: TaskRequest, draw: CorruptionDraw): LearningTask {
  const { classNames } = dataset;
  const held = new Set(draw.validationIndices);
  const positions = Int32Array.from(draw.indices.keys());
  const isHeld = (position: number): boolean => held.has(draw.indices[position] as number);
  const validation = corruptedSet('validation', dataset, draw, positions.filter(isHeld));
  return {
    classCount: classNames.length,
    classNames,
    train: corruptedSet(
      'train',
      dataset,
      draw,
      positions.filter((position) => !isHeld(position)),
    ),
    validation,
    meta: trustedSet('meta', dataset, 'train', draw.metaIndices),
    ...(options.testOn === 'validation' ? { test: inPlaceOfTest(validation) } : testSets(dataset)),
  };
}

function testSets(dataset: ImageDataset): Pick<LearningTask, 'test' | 'otherTests'> {
  const others = Object.entries(dataset.otherTests ?? {}).map(([name, images]) => {
    return [name, trustedSet('test', { ...dataset, test: images }, 'test')] as const;
  });
  return {
    test: trustedSet('test', dataset, 'test'),
    ...(others.length > 0 && { otherTests: Object.fromEntries(others) }),
  };
}

/** Without its true labels: what is chosen by it may know the given ones alone. */
function inPlaceOfTest(validation: SampleSet): SampleSet {
  return { ...validation, role: 'test', trueLabels: undefined };
}

function corruptedSet(
  role: 'train' | 'validation',
  dataset: ImageDataset,
  draw: CorruptionDraw,
  positions: Int32Array,
): SampleSet {
  const trueLabels = pick(draw.trueLabels, positions);
  return {
    role,
    count: positions.length,
    imageShape: dataset.imageShape,
    margin: dataset.margin,
    normalisation: dataset.normalisation,
    pixels: dataset.train.pixels,
    indices: pick(draw.indices, positions),
    givenLabels: pick(draw.givenLabels, positions),
    trueLabels: trueLabels.includes(-1) ? undefined : trueLabels, // known of all or of none
  };
}

function trustedSet(
  role: 'meta' | 'test',
  dataset: ImageDataset,
  part: 'train' | 'test',
  chosen?: Int32Array,
): SampleSet {
  const { pixels, trueLabels } = dataset[part];
  const known = trustedLabels(dataset, part, chosen);
  const indices = chosen ?? Int32Array.from(known.keys());
  const labels = pick(known, indices);
  return {
    role,
    count: indices.length,
    imageShape: dataset.imageShape,
    margin: dataset.margin,
    normalisation: dataset.normalisation,
    pixels,
    indices,
    givenLabels: labels,
    trueLabels: trueLabels === undefined && chosen === undefined ? undefined : labels,
  };
}

/** Of test images whose truth nobody knows, the labels that came with them. */
function trustedLabels(dataset: ImageDataset, part: 'train' | 'test', chosen: Int32Array | undefined): Int32Array {
  const { trueLabels, givenLabels } = dataset[part];
  if (trueLabels !== undefined) return trueLabels;
  if (chosen?.length === 0) return new Int32Array(0);
  if (chosen === undefined && givenLabels !== undefined) return givenLabels;
  throw new UserError({ what: `nobody knows the true labels of the ${part} images.`, where: 'dataset' });
}
