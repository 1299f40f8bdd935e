import { Command, Option } from 'commander';
import type { TableMeasure } from '@ballast/report';
import { printTables, printWarnings, tableFormats, tablesAsText, type TableFormat } from '../output.ts';
import { openResults, withRefresh, type RefreshOptions } from '../refresh.ts';
import { aboutSuite, resultsChoice, withTuned, type SuiteOptions } from '../suiteOptions.ts';

interface Options extends SuiteOptions, RefreshOptions {
  readonly format: TableFormat;
  readonly measure?: TableMeasure;
  readonly output?: string;
}

/** As the report package has them, which is imported when a table is made. */
const measures: readonly TableMeasure[] = [
  'last',
  'best-on-validation',
  'best-on-test',
  'balanced-accuracy',
  'macro-f1',
  'calibration-error',
  'per-class',
];

export function tableCommand(): Command {
  return withTuned(withRefresh(aboutSuite(new Command('table'))))
    .description('Print the table of what a suite has come to so far.')
    .addOption(new Option('--format <format>', 'as what').choices(tableFormats).default('terminal'))
    .addOption(
      new Option(
        '--measure <measure>',
        'accuracy at which epoch, or another score; without it, accuracy at all there are',
      ).choices(measures),
    )
    .option('--output <file>', 'write it there')
    .action(async (suite: string, overrides: string[], options: Options) => {
      const { format, measure, output } = options;
      const { readSuiteResults, writeFileAtomically } = await import('@ballast/suite/results');
      const folder = await openResults(suite, resultsChoice(overrides, options), options);
      const results = readSuiteResults(folder.root);
      printWarnings(results);
      if (output === undefined && format === 'terminal' && measure === undefined) return printTables(results);
      const text = await tablesAsText(results, format, measure);
      if (output === undefined) process.stdout.write(text);
      else writeFileAtomically(output, text);
    });
}
