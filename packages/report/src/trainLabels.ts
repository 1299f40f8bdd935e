import type { FinishedCell } from './grid.ts';

/** What is known of a cell's training labels. */
export interface TrainLabels {
  /** [N] */
  readonly given: ArrayLike<number>;
  /** [N] */
  readonly isMislabelled: (sample: number) => boolean;
}

export type LabelState = 'clean' | 'mislabelled';
export const labelStates: readonly LabelState[] = ['clean', 'mislabelled'];

/** Undefined where the truth is not known, or not stored. */
export function trainLabels(cell: FinishedCell): TrainLabels | undefined {
  const given = cell.array('givenLabels')?.data;
  const truth = cell.array('trueLabels')?.data;
  if (given?.length !== truth?.length || given === undefined || truth === undefined) return undefined;
  return { given, isMislabelled: (sample) => given[sample] !== truth[sample] };
}
