import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { publishedDataset } from './layout.ts';
import { labelsOf, readLabelTable, readNames } from './lists.ts';

/** In the order of the labels. */
const classNames =
  'T-Shirt,Shirt,Knitwear,Chiffon,Sweater,Hoodie,Windbreaker,Jacket,Down Coat,Suit,Shawl,Dress,Vest,Underwear'.split(
    ',',
  );

const options = {
  trusted: z
    .enum(['validation', 'train', 'none'])
    .default('validation')
    .describe('Which of the clean parts the meta set is drawn from: 14,313 or 47,570 images.'),
};

/** The lists lie beside the images, or in a folder of their own. */
function listsIn(root: string) {
  const folder = existsSync(join(root, 'annotations')) ? join(root, 'annotations') : root;
  return (name: string): string => join(folder, `${name}.txt`);
}

function trustedList(trusted: 'validation' | 'train'): string {
  return trusted === 'train' ? 'clean_train_key_list' : 'clean_val_key_list';
}

/** About a million images with labels from the text around them; nobody knows their truth. */
export const clothing1m = publishedDataset({
  id: 'clothing1m',
  docs: {
    summary: 'Clothing1M: a million images of clothes in 14 classes, labelled by the text around them.',
    paper: 'Xiao, Xia, Yang, Huang, Wang 2015: Learning from Massive Noisy Labeled Data for Image Classification',
  },
  source: 'its authors, on request: https://github.com/Cysu/noisy_label',
  options,
  needs: (root, { trusted }) => {
    const list = listsIn(root);
    const clean = trusted === 'none' ? [] : [trustedList(trusted)];
    const lists = ['noisy_train_key_list', 'noisy_label_kv', 'clean_test_key_list', 'clean_label_kv', ...clean];
    return [
      ...lists.map((name) => ({ path: list(name), what: 'a list of image paths or labels' })),
      { path: join(root, 'images'), what: 'the unpacked images' },
    ];
  },
  read: async (root, { trusted }) => {
    const list = listsIn(root);
    const clean = await readLabelTable(list('clean_label_kv'), classNames.length);
    const noisy = await readLabelTable(list('noisy_label_kv'), classNames.length);
    const learned = await readNames(list('noisy_train_key_list'));
    const trustedKeys = new Set(trusted === 'none' ? [] : await readNames(list(trustedList(trusted))));
    const given = labelsOf(learned, noisy, list('noisy_label_kv'));
    const both = new Set(learned.filter((path) => trustedKeys.has(path)));
    const added = [...trustedKeys].filter((path) => !both.has(path));
    const test = await readNames(list('clean_test_key_list'));
    return {
      classNames,
      train: {
        folder: root,
        files: [...learned, ...added],
        givenLabels: Int32Array.from([...given, ...added.map(() => -1)]),
        trueLabels: Int32Array.from([
          ...learned.map((path) => (both.has(path) ? (clean.get(path) ?? -1) : -1)),
          ...labelsOf(added, clean, list('clean_label_kv')),
        ]),
      },
      test: { folder: root, files: test, trueLabels: labelsOf(test, clean, list('clean_label_kv')) },
    };
  },
});
