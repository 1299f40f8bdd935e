import { Command } from 'commander';
import { aboutSuite, resultsChoice, withTuned, type SuiteOptions } from '../suiteOptions.ts';

interface Options extends SuiteOptions {
  readonly json?: boolean;
}

export function statusCommand(): Command {
  return withTuned(aboutSuite(new Command('status')))
    .description('Say how far a suite is: its cells, who runs it, the phases that run or wait in a queue.')
    .option('--json', 'as JSON')
    .action(async (suite: string, overrides: string[], options: Options) => {
      const { findResults, readStatus, renderStatus } = await import('@ballast/suite');
      const status = await readStatus(findResults(suite, resultsChoice(overrides, options)));
      process.stdout.write(`${options.json === true ? JSON.stringify(status) : renderStatus(status)}\n`);
    });
}
