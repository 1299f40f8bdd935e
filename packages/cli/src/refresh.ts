import type { ResultsChoice, SuiteFolder } from '@ballast/suite/results';
import type { Command } from 'commander';
import { programName } from './programName.ts';

export interface RefreshOptions {
  readonly refresh?: boolean;
}

/** Adds the option that brings the grid of stored results up to date before they are read. */
export function withRefresh(command: Command): Command {
  return command.option('--refresh', 'read the suite file again first: the grid may have changed since the last run');
}

/** Where the results stand, their grid brought up to date where that is asked for. */
export async function openResults(
  suite: string,
  choice: ResultsChoice,
  { refresh = false }: RefreshOptions,
): Promise<SuiteFolder> {
  if (!refresh) return (await import('@ballast/suite/results')).findResults(suite, choice);
  const { refreshIndex } = await import('@ballast/suite');
  return refreshIndex({
    path: suite,
    ...choice,
    program: programName(),
    report: (message) => process.stderr.write(`${message}\n`),
  });
}
