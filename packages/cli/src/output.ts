import type { ReportChoices, TableMeasure, TableModel } from '@ballast/report';
import type { SuiteResults } from '@ballast/suite/results';
import { relative } from 'node:path';
import pc from 'picocolors';

export const tableFormats = ['terminal', 'markdown', 'latex', 'csv', 'json'] as const;
export type TableFormat = (typeof tableFormats)[number];

/**
 * The suite's tables as text; without a measure, accuracy at every choice of epoch that the suite makes.
 * @throws UserError when no cell chose an epoch that way.
 */
export async function tablesAsText(
  results: SuiteResults,
  format: TableFormat,
  measure?: TableMeasure,
): Promise<string> {
  const report = await import('@ballast/report');
  const tables = measure === undefined ? report.tablesOf(results) : report.tablesByMeasure(results, measure);
  const each = (render: (table: TableModel) => string): string => tables.map(render).join('\n');
  switch (format) {
    case 'terminal': {
      const width = (process.stdout.columns as number | undefined) ?? 0; // 0 where it has none, or nobody knows it
      return each((table) => report.renderTerminalTable(table, width === 0 ? {} : { width }));
    }
    case 'markdown':
      return each(report.renderMarkdownTable);
    case 'latex':
      return each(report.renderLatexTable);
    case 'csv':
      return report.renderCsv(tables);
    case 'json':
      return report.renderJson(tables);
  }
}

/** The suite's tables on stdout, for people. */
export async function printTables(results: SuiteResults): Promise<void> {
  process.stdout.write(`\n${(await tablesAsText(results, 'terminal')).trimEnd()}\n`);
}

/** Writes the report, and says where. */
export async function writeReport(results: SuiteResults, file: string, choices?: ReportChoices): Promise<void> {
  const [{ renderReport }, { writeFileAtomically }] = await Promise.all([
    import('@ballast/report'),
    import('@ballast/suite/results'),
  ]);
  writeFileAtomically(file, renderReport(results, choices));
  process.stdout.write(`\nReport: ${relative('', file)}\n`);
}

export function printWarnings({ warnings = [] }: SuiteResults): void {
  for (const warning of warnings) process.stderr.write(`${pc.yellow('Warning:')} ${warning}\n`);
}
