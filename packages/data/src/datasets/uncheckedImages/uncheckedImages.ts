import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  BaseFolder,
  definePlugin,
  explainDiskError,
  inject,
  injectable,
  PluginOptions,
  type Dataset,
  type DatasetContext,
  type ImageDataset,
  type MissingFile,
} from '@ballast/core';
import { z } from 'zod';
import { loadImageFiles } from '../../images/loadImageFiles.ts';
import { imageFileOptions } from '../../images/options.ts';
import { listingDigest } from '../imageFolder/listing.ts';
import { readLabelledImages, readLabels, readMisfits } from './labelledPaths.ts';
import { uncheckedParts } from './parts.ts';

const Options = z.strictObject({
  images: z.string().describe('A folder of class folders, or a CSV with the columns `path` and `label`.'),
  trusted: z
    .string()
    .optional()
    .describe('A CSV with the columns `path` and `label`: images whose labels somebody vouches for.'),
  test: z.string().optional().describe('Images whose labels are right, in either form; not among `images`.'),
  testFraction: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.2)
    .describe('Without `test`: share of each class that is tested on, by labels that nobody checked.'),
  ...imageFileOptions,
});

type Options = z.output<typeof Options>;

/** Images with labels that may be wrong, of which nobody knows the truth but for a few. */
@injectable()
class UncheckedImages implements Dataset {
  constructor(
    @inject(PluginOptions) private readonly options: Options,
    @inject(BaseFolder) private readonly baseFolder: string,
  ) {}

  contents(): string {
    const hash = createHash('sha256');
    for (const path of this.sources()) hash.update(digestOf(path));
    return hash.digest('hex');
  }

  missing(): readonly MissingFile[] {
    return this.sources()
      .filter((path) => !existsSync(path))
      .map((path) => ({ path, what: 'a folder of class folders, or a CSV with the columns path and label' }));
  }

  async load(context: DatasetContext): Promise<ImageDataset> {
    const { images, trusted, test, testFraction } = this.options;
    const parts = uncheckedParts({
      images: await readLabelledImages(this.path(images)),
      trusted: trusted === undefined ? new Map() : readLabels(this.path(trusted)),
      misfits: trusted === undefined ? new Map() : readMisfits(this.path(trusted)),
      test: test === undefined ? undefined : await readLabelledImages(this.path(test)),
      testFraction,
    });
    return loadImageFiles(parts, this.options, context);
  }

  private sources(): string[] {
    const { images, trusted, test } = this.options;
    return [images, trusted, test].filter((path) => path !== undefined).map((path) => this.path(path));
  }

  private path(path: string): string {
    return resolve(this.baseFolder, path);
  }
}

/** Of a folder its names and sizes, of a list every letter. */
function digestOf(path: string): string {
  try {
    if (statSync(path).isDirectory()) return listingDigest([path]);
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch (error) {
    throw explainDiskError(error, path);
  }
}

export const uncheckedImages = definePlugin({
  kind: 'dataset',
  id: 'unchecked-images',
  docs: { summary: 'Your own images, in class folders or listed in a CSV, with labels that nobody checked.' },
  options: Options,
  use: UncheckedImages,
});
