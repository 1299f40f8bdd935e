import { UserError, type LearningTask, type SampleSet } from '@ballast/core';
import { joinSampleSets } from '@ballast/training';
import type { PlainOptions } from './options.ts';

/** @throws UserError when the meta set is wanted and empty, or the true labels are wanted and not known. */
export function trainingSet({ train, meta, classNames }: LearningTask, trainOn: PlainOptions['trainOn']): SampleSet {
  if (trainOn === 'train') return train;
  if (trainOn === 'clean') return rightlyLabelled(train, classNames);
  if (meta.count === 0) {
    throw new UserError({
      what: `there is no meta set to train on.`,
      where: 'trainOn',
      fix: 'Ask for one in the suite: `data: { meta: { perClass: 3 } }`.',
    });
  }
  return trainOn === 'meta' ? meta : joinSampleSets(train, meta);
}

/** The samples whose given label is the true one. @throws UserError when nobody knows, or a class has none left. */
function rightlyLabelled(set: SampleSet, classNames: readonly string[]): SampleSet {
  const { trueLabels } = set;
  if (trueLabels === undefined) {
    throw new UserError({ what: 'nobody knows which labels of this data set are right.', where: 'trainOn' });
  }
  const isRight = (_: number, position: number): boolean => set.givenLabels[position] === trueLabels[position];
  const givenLabels = set.givenLabels.filter(isRight);
  const missing = classNames.find((_, label) => !givenLabels.includes(label));
  if (missing !== undefined) {
    throw new UserError({ what: `no sample of class ${missing} has its right label.`, where: 'trainOn' });
  }
  return {
    ...set,
    role: 'train without wrong labels',
    count: givenLabels.length,
    indices: set.indices.filter(isRight),
    givenLabels,
    trueLabels: givenLabels,
  };
}
