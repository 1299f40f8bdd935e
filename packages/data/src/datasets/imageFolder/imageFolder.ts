import { join, resolve } from 'node:path';
import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  type Dataset,
  type DatasetContext,
  type ImageDataset,
  type LabelledImages,
} from '@ballast/core';
import { z } from 'zod';
import { NormalisationOption } from '../normalisationOption.ts';
import { decodedImages } from './decodedCache.ts';
import { listImages, requireClasses, type ImageListing } from './listing.ts';

const Options = z.strictObject({
  root: z.string().describe('The folder that holds train/CLASS/*.jpg|png and test/CLASS/*.'),
  testRoot: z.string().optional().describe('The folder of the test part, when it is not root/test.'),
  imageSize: z
    .int()
    .positive()
    .optional()
    .describe('Height and width that images are brought to; without it they must be of one size.'),
  normalisation: NormalisationOption.optional().describe(
    'Constants in units of bytes; by default mean and standard deviation of the training images.',
  ),
});

/** Colour images in one folder a class; classes in alphabetical order. Decoded once, then read from a cache. */
@injectable()
class ImageFolder implements Dataset {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Options>) {}

  async load(context: DatasetContext): Promise<ImageDataset> {
    const { root, testRoot, imageSize, normalisation } = this.options;
    const train = await listImages(resolve(root, 'train'));
    const test = await listImages(testRoot === undefined ? resolve(root, 'test') : resolve(testRoot));
    requireClasses(train, test);
    const decoded = await decodedImages({ train, test }, imageSize, context);
    return {
      classNames: train.classNames,
      imageShape: decoded.shape,
      normalisation: normalisation ?? decoded.statistics,
      train: labelledImages(train, decoded.train, 'train'),
      test: labelledImages(test, decoded.test, 'test'),
    };
  }
}

function labelledImages({ files, labels }: ImageListing, pixels: Uint8Array, part: string): LabelledImages {
  return { count: files.length, pixels, trueLabels: labels, sources: files.map((file) => join(part, file)) };
}

export const imageFolder = definePlugin({
  kind: 'dataset',
  id: 'image-folder',
  docs: { summary: 'JPEG and PNG images in train/CLASS/ and test/CLASS/.' },
  options: Options,
  use: ImageFolder,
});
