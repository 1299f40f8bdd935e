import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '@ballast/core';
import { publishedDataset } from './layout.ts';

/** In the order of the labels: five pairs that people take for each other. */
const classNames = 'cat,lynx,wolf,coyote,cheetah,jaguar,chimpanzee,orangutan,hamster,guinea pig'.split(',');

/** `LABEL_NUMBER.jpg` @throws UserError for another name. */
function labelOfName(name: string, folder: string): number {
  const label = Number(/^(\d)_/.exec(name)?.[1] ?? Number.NaN);
  if (label in classNames) return label;
  throw new UserError({
    what: 'an image is called LABEL_NUMBER.jpg, with a label of 0 to 9.',
    where: join(folder, name),
  });
}

async function readPart(folder: string) {
  const files = (await readdir(folder)).filter((name) => /\.(jpe?g|png)$/i.test(name)).sort();
  return { folder, files, labels: Int32Array.from(files, (name) => labelOfName(name, folder)) };
}

/** 50,000 training images that people labelled, about 8 % of them wrongly; the test part is clean. */
export const animal10n = publishedDataset({
  id: 'animal-10n',
  docs: {
    summary: 'ANIMAL-10N: 55,000 images of animals that look alike in 10 classes, labelled by people.',
    paper: 'Song, Kim, Lee 2019: SELFIE: Refurbishing Unclean Samples for Robust Deep Learning',
  },
  source: 'https://dm.kaist.ac.kr/datasets/animal-10n/ (raw_image)',
  options: {},
  needs: (root) => ['training', 'testing'].map((name) => ({ path: join(root, name), what: `the ${name} images` })),
  read: async (root) => {
    const [train, test] = [await readPart(join(root, 'training')), await readPart(join(root, 'testing'))];
    return {
      classNames,
      train: { ...train, givenLabels: train.labels, trueLabels: undefined },
      test: { ...test, trueLabels: test.labels },
    };
  },
});
