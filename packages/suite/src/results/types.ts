import type { Json, NamedArray } from '@ballast/core';
import type { CellSummary, EpochMetrics } from '@ballast/training';

export type { CellSummary, ClassEvaluation, EpochMetrics, Evaluation, NoiseDetection } from '@ballast/training';

export interface CellTiming {
  readonly host: string;
  readonly seconds: number;
  readonly secondsByPhase: Readonly<Record<string, number>>;
  readonly peakMemoryMegabytes: number;
}

export type CellStatus = 'finished' | 'failed' | 'unfinished';

export interface CellFailure {
  readonly message: string;
  readonly logTail: string;
  /** The command that runs this cell again. */
  readonly rerun: string;
}

/** An epoch with the moment at which it ended, in whole milliseconds since 1970. */
export type TimedEpochMetrics = EpochMetrics & { readonly time?: number };

export interface CellResult {
  readonly id: string;
  readonly method: string;
  readonly corruption: string;
  readonly seed: number;
  readonly status: CellStatus;
  readonly failure: CellFailure | undefined;
  readonly config: Json;
  /** Of all its phases, in the order in which they ran. */
  readonly epochs: readonly TimedEpochMetrics[];
  readonly summary: CellSummary | undefined;
  readonly timing: CellTiming | undefined;
  /**
   * A stored array, or undefined: `givenLabels` and `trueLabels` [N] int32 of the train set,
   * `lossCurves` [N, epochs] of the probing phase, `sampleWeights` [N] after the last epoch.
   */
  array(name: string): NamedArray | undefined;
}

export interface TableAxisEntry {
  readonly id: string;
  /** For people, e.g. `flip2 0.4, ratio 4`. */
  readonly label: string;
}

export interface MethodEntry extends TableAxisEntry {
  readonly usesMetaSet: boolean;
}

/** All that a table, a figure or a report is made of: a function of the store alone. */
export interface SuiteResults {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** What the table does not show, said by the suite's author. */
  readonly limits: readonly string[];
  readonly classNames: readonly string[];
  readonly methods: readonly MethodEntry[];
  readonly corruptions: readonly TableAxisEntry[];
  readonly seeds: readonly number[];
  readonly cells: readonly CellResult[];
  /** The resolved suite and the versions it ran with. */
  readonly resolvedConfig: Json;
  readonly versions: Readonly<Record<string, string>>;
  /** What is damaged in the store, one sentence a cell. */
  readonly warnings?: readonly string[];
}
