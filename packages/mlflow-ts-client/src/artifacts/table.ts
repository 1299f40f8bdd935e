import { MlflowInputError } from '../errors.ts';
import { asObject } from '../values/json.ts';
import { jsonText } from '../values/text.ts';

/** A value in a table. */
export type TableCell = string | number | boolean | null;

/** Rows under named columns, as the interface draws them and `mlflow.load_table` reads them. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly TableCell[])[];
}

/** The run tag that lists the tables. */
export const LOGGED_ARTIFACTS_TAG = 'mlflow.loggedArtifacts';

/** The table's file. Numbers that are not finite become null, as JSON has none. @throws MlflowInputError for ragged rows. */
export function encodeTable({ columns, rows }: Table): string {
  const ragged = rows.findIndex((row) => row.length !== columns.length);
  if (ragged >= 0) {
    throw new MlflowInputError(`Row ${String(ragged)} of the table does not have ${String(columns.length)} cells.`);
  }
  return jsonText({ columns, data: rows });
}

/** @throws MlflowInputError when the file is no table. */
export function decodeTable(text: string): Table {
  const { columns, data } = asObject(JSON.parse(text));
  if (!Array.isArray(columns) || !Array.isArray(data)) throw new MlflowInputError('The artifact is not a table.');
  return { columns: columns as string[], rows: data as TableCell[][] };
}

/** One table below another of the same columns. @throws MlflowInputError when they differ. */
export function appendRows(table: Table, more: Table): Table {
  if (table.columns.join('\0') !== more.columns.join('\0')) {
    throw new MlflowInputError(`Cannot append: the columns are ${table.columns.join(', ')}.`);
  }
  return { columns: table.columns, rows: [...table.rows, ...more.rows] };
}

/** The tag's value with a table more. */
export function withLoggedTable(tag: string | undefined, path: string): string {
  const known: unknown = tag === undefined ? [] : JSON.parse(tag);
  const list = Array.isArray(known) ? known.map(asObject) : [];
  return jsonText(list.some((item) => item['path'] === path) ? list : [...list, { path, type: 'table' }]);
}
