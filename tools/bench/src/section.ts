import type { Spread } from './report/statistics.ts';

export interface Settings {
  /** How often every contestant has its turn. */
  readonly rounds: number;
  readonly depth: number;
  readonly batch: number;
  readonly metaBatch: number;
  /** A .tar archive or folder of JPEGs, train/CLASS/NAME.jpg, for the section `overhead`. */
  readonly images: string | undefined;
}

/** Cells as they stand in the page; the first column names the row. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What was promised, and what was measured. */
export interface Bar {
  readonly what: string;
  readonly limit: { readonly atMost: number } | { readonly atLeast: number };
  /** Undefined where it could not be measured here; `what` stays in the table. */
  readonly measured: Spread | undefined;
}

export interface Findings {
  /** What the readers of the tables have to know; a paragraph each. */
  readonly notes: readonly string[];
  readonly tables: readonly Table[];
  readonly bars: readonly Bar[];
  /** Every single reading, for the JSON file. */
  readonly readings: unknown;
}

/** A part of the bench that runs on its own, in five minutes at most on an idle machine. */
export interface Section {
  readonly name: string;
  readonly title: string;
  measure(settings: Settings): Promise<Findings>;
}
