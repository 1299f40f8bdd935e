import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suggestion, UserError } from '@ballast/core';
import { z } from 'zod';
import { publishedDataset } from './layout.ts';
import { listLines, readNames, type ListLine } from './lists.ts';

const options = {
  testRoot: z.string().describe('The folder of Food-101 (https://data.vision.ee.ethz.ch/cvl/food-101.tar.gz).'),
};

const verifiedLists = ['meta/verified_train.tsv', 'meta/verified_val.tsv'];

/** Images are called CLASS/NAME everywhere; so the label is in the name. */
function labelOfKey(key: string, classNames: readonly string[], where: string): number {
  const className = key.split('/', 1)[0] ?? '';
  const label = classNames.indexOf(className);
  if (label !== -1) return label;
  throw new UserError({ what: `"${className}" is no class.`, where, meant: suggestion(className, classNames) });
}

/** Those of which a person said that the label is right. @throws UserError */
async function verifiedKeys(files: readonly string[]): Promise<Set<string>> {
  const keys = new Set<string>();
  for (const file of files) {
    for await (const { fields, where } of listLines(file, { header: 1 })) {
      const [key, verdict] = fields;
      if (key === undefined || (verdict !== '0' && verdict !== '1')) {
        throw new UserError({ what: 'a line is an image and 0 or 1 (the label is right).', where });
      }
      if (verdict === '1') keys.add(key);
    }
  }
  return keys;
}

async function labelled(lines: AsyncIterable<ListLine>, classNames: readonly string[]) {
  const keys: string[] = [];
  const labels: number[] = [];
  for await (const { fields, where } of lines) {
    const key = fields[0] as string;
    keys.push(key);
    labels.push(labelOfKey(key, classNames, where));
  }
  return { keys, labels: Int32Array.from(labels) };
}

/** Trained on web images with the search's labels, tested on Food-101; what people verified is known. */
export const food101n = publishedDataset({
  id: 'food-101n',
  docs: {
    summary: 'Food-101N: 310,000 images of food from the web in 101 classes, tested on Food-101.',
    paper: 'Lee, He, Zhang, Yang 2018: CleanNet',
  },
  source: 'https://kuanghuei.github.io/Food-101N',
  options,
  needs: (root, { testRoot }) => [
    { path: join(root, 'meta/classes.txt'), what: 'the names of the classes' },
    { path: join(root, 'meta/imagelist.tsv'), what: 'the list of images' },
    ...verifiedLists.map((name) => ({ path: join(root, name), what: 'what people verified' })),
    { path: join(root, 'images'), what: 'the unpacked images' },
    { path: join(testRoot, 'meta/test.txt'), what: "Food-101's list of test images" },
    { path: join(testRoot, 'images'), what: "Food-101's images" },
  ],
  read: async (root, { testRoot }) => {
    const classNames = await readNames(join(root, 'meta/classes.txt'), { header: 1 });
    const train = await labelled(listLines(join(root, 'meta/imagelist.tsv'), { header: 1 }), classNames);
    const verified = await verifiedKeys(
      verifiedLists.map((name) => join(root, name)).filter((file) => existsSync(file)),
    );
    const test = await labelled(listLines(join(testRoot, 'meta/test.txt')), classNames);
    return {
      classNames,
      train: {
        folder: join(root, 'images'),
        files: train.keys,
        givenLabels: train.labels,
        trueLabels: train.labels.map((label, at) => (verified.has(train.keys[at] as string) ? label : -1)),
      },
      test: {
        folder: join(testRoot, 'images'),
        files: test.keys.map((key) => `${key}.jpg`),
        trueLabels: test.labels,
      },
    };
  },
});
