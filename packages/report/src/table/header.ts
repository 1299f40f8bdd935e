import type { Column } from './model.ts';

/** Neighbouring columns of one group share a heading. */
export interface ColumnGroup {
  readonly group: string;
  readonly columns: readonly Column[];
}

export function groupsOf(columns: readonly Column[]): ColumnGroup[] {
  const groups: { group: string; columns: Column[] }[] = [];
  for (const column of columns) {
    const last = groups.at(-1);
    if (last?.group === column.group && column.heading !== '') last.columns.push(column);
    else groups.push({ group: column.group, columns: [column] });
  }
  return groups;
}

/** Whether some column says more than its group. */
export function hasHeadings(columns: readonly Column[]): boolean {
  return columns.some(({ heading }) => heading !== '');
}

/** `flip2 0.4: AUC, weights` */
export function fullHeading({ group, heading }: Column): string {
  return heading === '' ? group : `${group}: ${heading}`;
}
