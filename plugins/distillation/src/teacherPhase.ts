import type { Phase } from '@ballast/core';
import { handingOnPhase, pretrainingPhase, type PretrainingOptions } from '@ballast/training';
import { sampleSet, type SetName } from './sets.ts';

/** Hands on the teacher as `classifier`; a teacher of the train set is the pretraining that other methods share. */
export function teacherPhase(options: PretrainingOptions, set: SetName): Phase {
  if (set === 'train') return pretrainingPhase(options);
  return handingOnPhase('teacher', { ...options, set }, options, (task) => sampleSet(task, set));
}
