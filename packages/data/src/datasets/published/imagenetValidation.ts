import { join } from 'node:path';
import { UserError } from '@ballast/core';
import type { LabelledFiles } from '../../images/loadImageFiles.ts';
import type { NeededFile } from './layout.ts';
import { listLines } from './lists.ts';

/** In the folder of ILSVRC 2012 as Kaggle publishes it: `NAME,SYNSET LEFT TOP RIGHT BOTTOM …` after a heading. */
const validationList = 'LOC_val_solution.csv';
const validationImages = 'ILSVRC/Data/CLS-LOC/val';

const source = 'https://www.kaggle.com/c/imagenet-object-localization-challenge';

export function neededOfImagenet(root: string): NeededFile[] {
  return [
    { path: join(root, validationList), what: 'the list of the validation images of ILSVRC 2012', source },
    { path: join(root, validationImages), what: 'the validation images of ILSVRC 2012', source },
  ];
}

/**
 * The validation images of ILSVRC 2012 (Russakovsky et al. 2015) of some classes, with their true labels.
 * @param synsets `n01440764` of each class
 * @throws UserError naming the line that is none
 */
export async function readImagenetValidation(root: string, synsets: readonly string[]): Promise<LabelledFiles> {
  const labels = new Map(synsets.map((synset, label) => [synset, label]));
  const files: string[] = [];
  const trueLabels: number[] = [];
  for await (const { fields, where } of listLines(join(root, validationList), { header: 1 })) {
    const [, name, synset] = /^(\w+),(n\d+)$/.exec(fields[0] ?? '') ?? [];
    if (name === undefined || synset === undefined) {
      throw new UserError({ what: 'a line is a name, a comma and a synset such as n01440764.', where });
    }
    const label = labels.get(synset);
    if (label === undefined) continue;
    files.push(`${name}.JPEG`);
    trueLabels.push(label);
  }
  return { folder: join(root, validationImages), files, trueLabels: Int32Array.from(trueLabels) };
}
