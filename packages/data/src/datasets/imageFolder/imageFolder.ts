import { join, resolve } from 'node:path';
import {
  BaseFolder,
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
import { listImages, listingDigest, requireClasses, type ImageListing } from './listing.ts';

const Options = z.strictObject({
  root: z.string().describe('The folder that holds train/CLASS/*.jpg|png and test/CLASS/*, from the suite file.'),
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
  constructor(
    @inject(PluginOptions) private readonly options: z.infer<typeof Options>,
    @inject(BaseFolder) private readonly baseFolder: string,
  ) {}

  contents(): string {
    const { train, test } = this.folders();
    return listingDigest([train, test]);
  }

  async load(context: DatasetContext): Promise<ImageDataset> {
    const { imageSize, normalisation } = this.options;
    const folders = this.folders();
    const [train, test] = [await listImages(folders.train), await listImages(folders.test)];
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

  private folders(): Readonly<Record<'train' | 'test', string>> {
    const { root, testRoot } = this.options;
    const test = testRoot === undefined ? resolve(this.baseFolder, root, 'test') : resolve(this.baseFolder, testRoot);
    return { train: resolve(this.baseFolder, root, 'train'), test };
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
