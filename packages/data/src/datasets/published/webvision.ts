import { join } from 'node:path';
import { z } from 'zod';
import { publishedDataset } from './layout.ts';
import { neededOfImagenet, readImagenetValidation } from './imagenetValidation.ts';
import { listLines, readLabelledPaths } from './lists.ts';

const publishedClasses = 1000;

const options = {
  classes: z
    .int()
    .min(2)
    .max(publishedClasses)
    .default(50)
    .describe('The first so many classes; 50 of Google alone are "mini" WebVision.'),
  engines: z
    .array(z.enum(['google', 'flickr']))
    .min(1)
    .default(['google'])
    .describe('Which search engines images come from.'),
  testImages: z
    .string()
    .default('val_images_256')
    .describe('The folder of the validation images, which are tested on, below the root.'),
  imagenet: z
    .string()
    .optional()
    .describe(
      'The folder of ILSVRC 2012 as Kaggle publishes it, from the suite file: its validation images of the same classes are tested on as well.',
    ),
};

const trainList = (engine: string): string => `info/train_filelist_${engine}.txt`;

interface Synset {
  /** As `n01440764`. */
  readonly id: string;
  /** With its first word, since words alone are not unique. */
  readonly name: string;
}

async function readSynsets(file: string, count: number): Promise<Synset[]> {
  const synsets: Synset[] = [];
  for await (const { fields } of listLines(file)) {
    if (synsets.length === count) break;
    const [id = '', ...words] = fields;
    synsets.push({ id, name: `${id} ${words.join(' ').split(',', 1)[0] ?? ''}`.trim() });
  }
  return synsets;
}

/** WebVision 1.0: labels are the queries that found the images; nobody knows their truth. */
export const webvision = publishedDataset({
  id: 'webvision',
  docs: {
    summary: 'WebVision 1.0: web images labelled by the query that found them, in the classes of ILSVRC 2012.',
    paper: 'Li, Wang, Li, Agustsson, Van Gool 2017: WebVision Database',
  },
  source: 'https://data.vision.ee.ethz.ch/cvl/webvision/download.html',
  options,
  needs: (root, { engines, testImages, imagenet }) => [
    { path: join(root, 'info/synsets.txt'), what: 'the names of the classes' },
    ...engines.map((engine) => ({ path: join(root, trainList(engine)), what: 'the list of training images' })),
    { path: join(root, 'info/val_filelist.txt'), what: 'the list of validation images' },
    ...engines.map((engine) => ({ path: join(root, engine), what: 'the unpacked training images' })),
    { path: join(root, testImages), what: 'the unpacked validation images' },
    ...(imagenet === undefined ? [] : neededOfImagenet(imagenet)),
  ],
  read: async (root, { classes, engines, testImages, imagenet }) => {
    const read = (list: string) => readLabelledPaths(join(root, list), publishedClasses, (label) => label < classes);
    const parts = await Promise.all(engines.map((engine) => read(trainList(engine))));
    const test = await read('info/val_filelist.txt');
    const synsets = await readSynsets(join(root, 'info/synsets.txt'), classes);
    return {
      classNames: synsets.map(({ name }) => name),
      train: {
        folder: root,
        files: parts.flatMap(({ files }) => files),
        givenLabels: Int32Array.from(parts.flatMap(({ labels }) => [...labels])),
        trueLabels: undefined,
      },
      test: { folder: join(root, testImages), files: test.files, trueLabels: test.labels },
      ...(imagenet !== undefined && {
        otherTests: { 'ImageNet validation': await readImagenetValidation(imagenet, synsets.map(({ id }) => id)) }, // prettier-ignore
      }),
    };
  },
});
