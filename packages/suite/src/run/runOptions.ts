import type { Tracker } from '@ballast/core';
import type { SuiteResults } from '../results/types.ts';
import type { SuiteFolder } from '../store/suiteFolder.ts';
import type { SuiteLayer } from '../tuning/tunedLayer.ts';
import type { PartNames, PartOutcome } from './chooseParts.ts';

export interface RunOptions {
  /** The suite's folder, file or name. */
  readonly path: string;
  /** Instead of the suite's default profile. */
  readonly profile?: string | undefined;
  /** What changes the suite (`methodDefaults.epochs=5`) or names a part of its grid (`method=curvenet`). */
  readonly args?: readonly string[] | undefined;
  /** With the options that tuning chose for this profile and these arguments. */
  readonly tuned?: boolean | undefined;
  /** What changes the suite on top of all that. */
  readonly layer?: SuiteLayer | undefined;
  /** Runs only the cells whose folder name contains this. */
  readonly only?: string | undefined;
  /** Runs these cells and phases alone; other processes may run others at the same time. */
  readonly parts?: PartNames | undefined;
  /** Runs failed cells again. */
  readonly rerunFailed?: boolean | undefined;
  /** Runs cells again whose code has changed since. */
  readonly rerunStale?: boolean | undefined;
  /** Stops at the first failure. */
  readonly bail?: boolean | undefined;
  /** Instead of the suite's own number of processes. */
  readonly processes?: number | undefined;
  /** Instead of the suite's own folder. */
  readonly resultsFolder?: string | undefined;
  /** How a person calls this program, for the commands that messages name. */
  readonly program: string;
  readonly trackers: readonly Tracker[];
  /** Follows the run too, instead of the one that the suite names. */
  readonly tracker?: string | undefined;
  /** Where phases run, instead of what the suite says: `in-process`, `local`, `slurm`. */
  readonly launcher?: string | undefined;
  /** Stops cleanly: every checkpoint so far stays. */
  readonly signal: AbortSignal;
  /** One line for the person who waits. */
  readonly report: (message: string) => void;
}

export interface RunOutcome {
  readonly results: SuiteResults;
  readonly folder: SuiteFolder;
  /** Names of the cells that this run was about. */
  readonly chosen: readonly string[];
  /** What a person types to run the suite again. */
  readonly command: string;
  /** Cells that were finished or failed in this run. */
  readonly computed: number;
  /** What tasks said that failed in this run. */
  readonly failures: readonly string[];
  readonly interrupted: boolean;
  /** Of the parts that were asked for by name. */
  readonly parts: readonly PartOutcome[];
}
