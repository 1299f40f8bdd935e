import type { LearningTask, SampleSet } from '@ballast/core';
import { joinSampleSets, requireMetaSet } from '@ballast/training';

export type SetName = 'meta' | 'train' | 'train+meta';

/** @throws UserError when the meta set is wanted and empty. */
export function sampleSet(task: LearningTask, name: SetName): SampleSet {
  if (name === 'train') return task.train;
  requireMetaSet(task, 'distillation');
  return name === 'meta' ? task.meta : joinSampleSets(task.train, task.meta);
}
