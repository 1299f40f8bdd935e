import { Command } from 'commander';
import { printTables, printWarnings } from '../output.ts';

interface Options {
  readonly results?: string;
  readonly markdown?: boolean;
}

export function tableCommand(): Command {
  return new Command('table')
    .description('Print the table of what a suite has come to so far.')
    .argument('<suite>', 'its folder, its file or its name')
    .option('--results <folder>', 'where results stand')
    .option('--markdown', 'as Markdown')
    .action(async (suite: string, options: Options) => {
      const { findResults, readSuiteResults } = await import('@ballast/suite/results');
      const results = readSuiteResults(findResults(suite, options.results).root);
      printWarnings(results);
      await printTables(results, { markdown: options.markdown === true });
    });
}
