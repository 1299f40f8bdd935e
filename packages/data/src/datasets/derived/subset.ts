import {
  countLabels,
  createRandom,
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  pluginReference,
  Tokens,
  UserError,
  type Dataset,
  type DatasetContext,
  type ImageDataset,
  type ImageShape,
  type LabelledImages,
  type MissingFile,
} from '@ballast/core';
import { z } from 'zod';
import { selectPixels, storedShape } from '../../images/pixels.ts';
import { balancedCounts } from '../../task/classCounts.ts';
import { drawPerClass, pick } from '../../task/classes.ts';

const Options = z.strictObject({
  dataset: pluginReference('dataset'),
  train: z.int().positive().optional().describe('How many training images, balanced by class; all where left out.'),
  test: z.int().positive().optional().describe('How many test images, balanced by class; all where left out.'),
});

/** Part of another data set: the same images whatever the seed of a cell. */
@injectable()
class Subset implements Dataset {
  constructor(
    @inject(PluginOptions) private readonly options: z.output<typeof Options>,
    @inject(Tokens.dataset) private readonly whole: Dataset,
  ) {}

  missing(): readonly MissingFile[] {
    return this.whole.missing?.() ?? [];
  }

  async load(context: DatasetContext): Promise<ImageDataset> {
    return subsetOf(await this.whole.load(context), this.options);
  }
}

/**
 * A balanced part of a data set's training and test images, chosen by true class and a fixed seed.
 * @throws UserError when a class has too few images, or the truth is not known.
 */
export function subsetOf(
  dataset: ImageDataset,
  sizes: { readonly train?: number | undefined; readonly test?: number | undefined },
): ImageDataset {
  const part = (role: 'train' | 'test'): LabelledImages => {
    const size = sizes[role];
    return size === undefined
      ? dataset[role]
      : select(dataset[role], choose(dataset, role, size), storedShape(dataset));
  };
  return { ...dataset, train: part('train'), test: part('test') };
}

function choose({ classNames, ...dataset }: ImageDataset, role: 'train' | 'test', size: number): Int32Array {
  const labels = dataset[role].trueLabels;
  if (labels === undefined) {
    throw new UserError({
      what: `nobody knows the true labels of the ${role} images, so they cannot be chosen by class.`,
      where: `dataset.${role}`,
    });
  }
  const available = countLabels(labels, classNames.length);
  const counts = balancedCounts(size, available, classNames, `dataset.${role}`);
  return drawPerClass(labels, counts, createRandom('subset').split(role));
}

function select(images: LabelledImages, positions: Int32Array, shape: ImageShape): LabelledImages {
  const { sources } = images;
  return {
    count: positions.length,
    pixels: selectPixels(images.pixels, positions, shape),
    trueLabels: images.trueLabels && pick(images.trueLabels, positions),
    givenLabels: images.givenLabels && pick(images.givenLabels, positions),
    sources: sources && Array.from(positions, (position) => sources[position] as string),
  };
}

export const subset = definePlugin({
  kind: 'dataset',
  id: 'subset',
  docs: { summary: 'Part of another data set, balanced by class, the same for every seed.' },
  options: Options,
  use: Subset,
});
