/** A share of 1 shown in percent, or an area under a ROC curve shown as it is. */
export type Unit = 'percent' | 'area';

export interface Column {
  /** What several columns have in common: the corruption. */
  readonly group: string;
  readonly heading: string;
  readonly unit: Unit;
}

/** Mean and sample standard deviation over seeds. */
export interface ValueEntry {
  readonly kind: 'value';
  /** In [0, 1]. */
  readonly mean: number;
  /** Undefined for one seed. */
  readonly deviation: number | undefined;
  /** What qualifies the value, e.g. `2 of 3 seeds`; undefined where every seed is in. */
  readonly note: string | undefined;
  /** Highest mean of its column among the entries with every seed, as far as the shown digits tell. */
  readonly best: boolean;
}

export type Entry =
  | ValueEntry
  /** The method has no such value, e.g. no learned weights. */
  | { readonly kind: 'none' }
  /** Not there yet, or never: `failed`, `unfinished`, `not begun`, `incomplete`. */
  | { readonly kind: 'missing'; readonly reason: string };

export interface Row {
  readonly label: string;
  readonly usesMetaSet: boolean;
  readonly entries: readonly Entry[];
}

/** What every rendering of a table (terminal, Markdown, HTML) is made from. */
export interface TableModel {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Footnotes, whole sentences. */
  readonly notes: readonly string[];
}

/** Marks rows whose method uses the trusted meta set. */
export const metaSetMark = '†';

/** Marks columns whose epoch was chosen on the test set. */
export const chosenOnTestMark = '‡';
