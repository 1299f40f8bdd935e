import { unitOfNumbers } from './format.ts';
import type { Column, TableModel } from './model.ts';

/** The tables as they are, for programs: shares of 1 with all their digits. */
export function renderJson(tables: readonly TableModel[]): string {
  const written = tables.map((table) => ({ ...table, columns: table.columns.map(withUnitOfNumbers) }));
  return `${JSON.stringify({ tables: written }, undefined, 2)}\n`;
}

function withUnitOfNumbers(column: Column): object {
  return column.unit === undefined ? column : { ...column, unit: unitOfNumbers(column.unit) };
}
