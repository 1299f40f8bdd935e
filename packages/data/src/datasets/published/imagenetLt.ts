import { join } from 'node:path';
import { z } from 'zod';
import { publishedDataset } from './layout.ts';
import { readLabelledPaths, type LabelledPaths } from './lists.ts';

const publishedClasses = 1000;

const options = {
  lists: z.string().default('.').describe('The folder of the lists ImageNet_LT_*.txt, below the root.'),
  testPart: z.enum(['test', 'val']).default('test').describe('Which list is tested on: 50,000 or 20,000 images.'),
};

const listOf = (root: string, lists: string, part: string): string => join(root, lists, `ImageNet_LT_${part}.txt`);

/** Training images are called train/SYNSET/NAME: the class's name is in the path. */
function synsets({ files, labels }: LabelledPaths): string[] {
  const names: string[] = Array.from({ length: Math.max(...new Set(labels)) + 1 }, (_, label) => String(label));
  files.forEach((path, at) => {
    names[labels[at] as number] = path.split('/').at(-2) ?? '';
  });
  return names;
}

/** A long-tailed part of ImageNet with clean labels, 1,280 to 5 images a class. */
export const imagenetLt = publishedDataset({
  id: 'imagenet-lt',
  docs: {
    summary: 'ImageNet-LT: 115,846 images of ILSVRC 2012 in 1,000 classes of 1,280 down to 5 images.',
    paper: 'Liu, Miao, Zhan, Wang, Gong, Yu 2019: Large-Scale Long-Tailed Recognition in an Open World',
  },
  source: 'the lists: https://liuziwei7.github.io/projects/LongTail.html; the images: https://image-net.org',
  options,
  needs: (root, { lists, testPart }) => [
    ...['train', testPart].map((part) => ({ path: listOf(root, lists, part), what: 'a list of images' })),
    ...['train', 'val'].map((part) => ({ path: join(root, part), what: `the images of ILSVRC 2012's part "${part}"` })),
  ],
  read: async (root, { lists, testPart }) => {
    const train = await readLabelledPaths(listOf(root, lists, 'train'), publishedClasses);
    const test = await readLabelledPaths(listOf(root, lists, testPart), publishedClasses);
    return {
      classNames: synsets(train),
      train: { folder: root, files: train.files, trueLabels: train.labels },
      test: { folder: root, files: test.files, trueLabels: test.labels },
    };
  },
});
