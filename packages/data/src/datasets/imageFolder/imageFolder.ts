import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  BaseFolder,
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  type Dataset,
  type DatasetContext,
  type ImageDataset,
  type MissingFile,
} from '@ballast/core';
import { z } from 'zod';
import { loadImageFiles, type LabelledFiles } from '../../images/loadImageFiles.ts';
import { imageFileOptions } from '../../images/options.ts';
import { listImages, listingDigest, requireClasses, type ImageListing } from './listing.ts';

const Options = z.strictObject({
  root: z
    .string()
    .describe('The folder that holds train/CLASS/*.jpg|png|webp|gif and test/CLASS/*, from the suite file.'),
  testRoot: z.string().optional().describe('The folder of the test part, when it is not root/test.'),
  ...imageFileOptions,
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

  missing(): readonly MissingFile[] {
    const { train, test } = this.folders();
    return [train, test]
      .filter((folder) => !existsSync(folder))
      .map((path) => ({ path, what: 'a folder of class folders with images' }));
  }

  async load(context: DatasetContext): Promise<ImageDataset> {
    const folders = this.folders();
    const [train, test] = [await listImages(folders.train), await listImages(folders.test)];
    requireClasses(train, test);
    const { classNames } = train;
    return loadImageFiles(
      { classNames, train: labelledFiles(train, 'train'), test: labelledFiles(test, 'test') },
      this.options,
      context,
    );
  }

  private folders(): Readonly<Record<'train' | 'test', string>> {
    const { root, testRoot } = this.options;
    const test = testRoot === undefined ? resolve(this.baseFolder, root, 'test') : resolve(this.baseFolder, testRoot);
    return { train: resolve(this.baseFolder, root, 'train'), test };
  }
}

function labelledFiles({ folder, files, labels, others }: ImageListing, part: string): LabelledFiles {
  return { folder, files, trueLabels: labels, sourcePrefix: `${part}/`, others };
}

export const imageFolder = definePlugin({
  kind: 'dataset',
  id: 'image-folder',
  docs: { summary: 'Image files in train/CLASS/ and test/CLASS/.' },
  options: Options,
  use: ImageFolder,
});
