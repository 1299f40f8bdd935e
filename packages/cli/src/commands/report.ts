import { Command, InvalidArgumentError } from 'commander';
import { join, relative } from 'node:path';
import { printWarnings, writeReport } from '../output.ts';
import { openResults, withRefresh, type RefreshOptions } from '../refresh.ts';
import { aboutSuite, resultsChoice, withTuned, type SuiteOptions } from '../suiteOptions.ts';
import type { SuiteResults } from '@ballast/suite/results';

interface Options extends SuiteOptions, RefreshOptions {
  readonly output?: string;
  readonly figures?: string;
  readonly illustrate?: number;
}

export function reportCommand(): Command {
  return withTuned(withRefresh(aboutSuite(new Command('report'))))
    .description('Write report.html, a page of its own with the table and the figures, beside the results.')
    .option('--output <file>', 'write it there')
    .option('--figures <folder>', 'also write each figure as an SVG file')
    .option('--illustrate <n>', 'draw figures of so many settings', positiveInteger)
    .action(async (suite: string, overrides: string[], options: Options) => {
      const { readSuiteResults } = await import('@ballast/suite/results');
      const folder = await openResults(suite, resultsChoice(overrides, options), options);
      const results = readSuiteResults(folder.root);
      printWarnings(results);
      await writeReport(results, options.output ?? folder.reportFile, { mostSettings: options.illustrate });
      if (options.figures !== undefined) await writeFigures(results, options.figures, options.illustrate);
    });
}

async function writeFigures(results: SuiteResults, folder: string, mostSettings: number | undefined): Promise<void> {
  const [{ figureFiles }, { writeFileAtomically }] = await Promise.all([
    import('@ballast/report'),
    import('@ballast/suite/results'),
  ]);
  const files = figureFiles(results, mostSettings);
  for (const [name, svg] of files) writeFileAtomically(join(folder, name), svg);
  process.stdout.write(`${String(files.size)} figures: ${relative('', folder) || '.'}\n`);
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a positive integer.');
}
