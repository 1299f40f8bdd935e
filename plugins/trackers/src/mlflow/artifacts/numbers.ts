import type { Table, TableCell } from '@ballast/mlflow-ts-client';
import type { TableModel } from '@ballast/report';

type Entry = TableModel['rows'][number]['entries'][number];
type Column = TableModel['columns'][number];

/** A table of the report as numbers that the interface can sort: mean and deviation in columns of their own. */
export function numbersOf({ columns, rows }: TableModel): Table {
  const names = columns.map(({ group, heading }) => `${group}: ${heading}`);
  return {
    columns: ['method', ...names.flatMap((name) => [name, `${name}, deviation`])],
    rows: rows.map(({ label, entries }) => [
      label,
      ...columns.flatMap((column, index) => valuesOf(entries[index], column)),
    ]),
  };
}

function valuesOf(entry: Entry | undefined, { unit }: Column): [TableCell, TableCell] {
  if (entry?.kind !== 'value') return [null, null];
  const scale = unit === 'percent' ? 100 : 1;
  return [rounded(entry.mean * scale), entry.deviation === undefined ? null : rounded(entry.deviation * scale)];
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
