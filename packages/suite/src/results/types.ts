import type { Json, LossCurves, NamedArray } from '@ballast/core';
import type { CellSummary, EpochMetrics } from '@ballast/training';
import type { Published } from '../config/published.ts';
import type { ReportOptions } from '../config/reportOptions.ts';
import type { TuningRecord } from '../tuning/record.ts';

export type {
  CellSummary,
  ClassEvaluation,
  EpochMetrics,
  Evaluation,
  NoiseDetection,
  SelectionScore,
} from '@ballast/training';
export type { ReportOptions } from '../config/reportOptions.ts';
export type { TuningChoice, TuningRecord } from '../tuning/record.ts';

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
  /** Its folder in the store, and what `--cell` takes: `curvenet__flip2__seed0__0123456789`. */
  readonly name: string;
  readonly method: string;
  readonly corruption: string;
  /** Its value on each axis of the suite, by the axis's id. */
  readonly axes: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly status: CellStatus;
  /** Finished by code that has changed since; `--rerun stale` renews it. */
  readonly stale: boolean;
  /** The packages and plugin files whose code has changed since. */
  readonly changedCode: readonly string[];
  readonly failure: CellFailure | undefined;
  readonly config: Json;
  /** Of all its phases, in the order in which they ran. */
  readonly epochs: readonly TimedEpochMetrics[];
  readonly summary: CellSummary | undefined;
  readonly timing: CellTiming | undefined;
  /**
   * A stored array, or undefined: `givenLabels` and `trueLabels` [N] int32 of the train set, `sampleWeights` [N] after
   * the last epoch.
   */
  array(name: string): NamedArray | undefined;
  /** Of the first phase that recorded any, which is the probing where there is one. */
  lossCurves(): LossCurves | undefined;
}

export interface TableAxisEntry {
  readonly id: string;
  /** For people, e.g. `flip2 0.4, ratio 4`. */
  readonly label: string;
}

export interface MethodEntry extends TableAxisEntry {
  readonly usesMetaSet: boolean;
  /** Whether the method is told what nobody knows in use: true labels, or the noise rate. */
  readonly knowsTruth?: boolean;
}

export interface CorruptionEntry extends TableAxisEntry {
  /** The resolved plugins, e.g. `{ type: 'flip2', rate: 0.4 }`, for figures over a rate or ratio. */
  readonly imbalance?: Json | undefined;
  readonly noise?: Json | undefined;
}

/** A dimension of the grid beside methods, corruptions and seeds. */
export interface AxisEntry extends TableAxisEntry {
  readonly show: 'columns' | 'rows';
  readonly values: readonly TableAxisEntry[];
}

/** What a paper says about one method, at one corruption or on average; accuracies in percent. */
export interface PublishedNumber extends Pick<Published, 'paper' | 'table' | 'url' | 'measure' | 'axes'> {
  readonly method: string;
  /** Undefined for a mean over all settings that `axes` leaves open. */
  readonly corruption: string | undefined;
  readonly mean: number;
  readonly deviation?: number | undefined;
}

/** All that a table, a figure or a report is made of: a function of the store alone. */
export interface SuiteResults {
  readonly name: string;
  /** The profile that the suite file was read with; undefined where none applies. */
  readonly profile: string | undefined;
  /** Arguments such as `methodDefaults.epochs=5` that changed the suite for these results. */
  readonly overrides: readonly string[];
  readonly title: string;
  readonly description: string;
  /** What the table does not show, said by the suite's author. */
  readonly limits: readonly string[];
  readonly classNames: readonly string[];
  readonly methods: readonly MethodEntry[];
  readonly corruptions: readonly CorruptionEntry[];
  readonly axes: readonly AxisEntry[];
  readonly seeds: readonly number[];
  readonly published: readonly PublishedNumber[];
  readonly report: ReportOptions;
  readonly cells: readonly CellResult[];
  /** The resolved suite and the versions it ran with. */
  readonly resolvedConfig: Json;
  readonly versions: Readonly<Record<string, string>>;
  /** What is damaged in the store, one sentence a cell. */
  readonly warnings?: readonly string[];
  /** What its methods' options were chosen by, where they were. */
  readonly tuning?: TuningRecord | undefined;
}
