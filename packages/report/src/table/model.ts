/**
 * A share of 1 shown in percent, a difference of such shares shown in percentage points, an area under a curve or a
 * weight, a mean rank, a p value.
 */
export type Unit = 'percent' | 'points' | 'area' | 'rank' | 'probability';

export interface Column {
  /** What several columns have in common, e.g. a corruption. */
  readonly group: string;
  /** Empty where the group says it all. */
  readonly heading: string;
  /** Of its values; columns of text have none. */
  readonly unit?: Unit;
}

/** Mean and sample standard deviation over seeds. */
export interface ValueEntry {
  readonly kind: 'value';
  /** In its column's unit before formatting: a percentage is a share of 1. */
  readonly mean: number;
  /** Undefined for one seed. */
  readonly deviation: number | undefined;
  /** What qualifies the value, e.g. `2 of 3 seeds`; undefined where every seed is in. */
  readonly note: string | undefined;
  /** Highest mean of its column among the entries with every seed, as far as the shown digits tell. */
  readonly best: boolean;
  /** Against the baseline, where a test says so. */
  readonly verdict?: Verdict;
}

export type Verdict = 'better' | 'worse';

export type Entry =
  | ValueEntry
  | { readonly kind: 'text'; readonly text: string }
  /** The method has no such value, e.g. no learned weights. */
  | { readonly kind: 'none' }
  /** Not there yet, or never: `failed`, `unfinished`, `not begun`, `incomplete`. */
  | { readonly kind: 'missing'; readonly reason: string };

export interface Row {
  readonly label: string;
  /** Symbols that the table's notes explain. */
  readonly marks: string;
  readonly entries: readonly Entry[];
}

/** What every rendering of a table (terminal, Markdown, LaTeX, CSV, JSON, HTML) is made from. */
export interface TableModel {
  /** For files and machines, e.g. `accuracy`. */
  readonly id: string;
  readonly title: string;
  /** What a row is. */
  readonly rowHeading: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Footnotes, whole sentences. */
  readonly notes: readonly string[];
}

export function textEntry(text: string): Entry {
  return { kind: 'text', text };
}

export function valueEntry(mean: number, deviation?: number): ValueEntry {
  return { kind: 'value', mean, deviation, note: undefined, best: false };
}
