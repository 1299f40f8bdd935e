import type { SuiteResults } from '@ballast/suite/results';
import { relative } from 'node:path';
import pc from 'picocolors';

/** The suite's tables on stdout. */
export async function printTables(results: SuiteResults, { markdown }: { readonly markdown: boolean }): Promise<void> {
  const report = await import('@ballast/report');
  const tables = [report.lastEpochTable(results), report.chosenEpochTable(results)];
  const width = process.stdout.columns as number | undefined; // undefined where stdout is no terminal
  for (const table of tables) {
    if (table === undefined) continue;
    const text = markdown
      ? report.renderMarkdownTable(table)
      : report.renderTerminalTable(table, width === undefined ? {} : { width });
    process.stdout.write(`\n${text.trimEnd()}\n`);
  }
}

/** Writes the report, and says where. */
export async function writeReport(results: SuiteResults, file: string): Promise<void> {
  const [{ renderReport }, { writeFileAtomically }] = await Promise.all([
    import('@ballast/report'),
    import('@ballast/suite/results'),
  ]);
  writeFileAtomically(file, renderReport(results));
  process.stdout.write(`\nReport: ${relative('', file)}\n`);
}

export function printWarnings({ warnings = [] }: SuiteResults): void {
  for (const warning of warnings) process.stderr.write(`${pc.yellow('Warning:')} ${warning}\n`);
}
