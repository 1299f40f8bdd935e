import { Command } from 'commander';
import { printWarnings, writeReport } from '../output.ts';

export function reportCommand(): Command {
  return new Command('report')
    .description('Write report.html, a page of its own with the table and the figures, beside the results.')
    .argument('<suite>', 'its folder, its file or its name')
    .option('--results <folder>', 'where results stand')
    .action(async (suite: string, options: { results?: string }) => {
      const { findResults, readSuiteResults } = await import('@ballast/suite/results');
      const folder = findResults(suite, options.results);
      const results = readSuiteResults(folder.root);
      printWarnings(results);
      await writeReport(results, folder.reportFile);
    });
}
