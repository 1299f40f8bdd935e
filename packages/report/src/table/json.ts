import type { TableModel } from './model.ts';

/** The tables as they are, for programs: shares of 1 with all their digits. */
export function renderJson(tables: readonly TableModel[]): string {
  return `${JSON.stringify({ tables }, undefined, 2)}\n`;
}
