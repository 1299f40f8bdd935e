import type { ResultsChoice } from '@ballast/suite/results';
import type { Command } from 'commander';

/** Options of every command that is about a suite. */
export interface SuiteOptions {
  readonly profile?: string;
  readonly results?: string;
  readonly tuned?: boolean;
}

const overrides = 'what changes it (methodDefaults.epochs=5) or names a part of its grid (method=curvenet)';

/** Adds what names a suite, and which of its results are meant. */
export function aboutSuite(command: Command, further = ''): Command {
  return command
    .argument('<suite>', 'its name, its folder or its file')
    .argument('[overrides...]', `${further}${overrides}`)
    .option('--profile <name>', 'a profile of the suite, e.g. smoke, instead of its default')
    .option('--results <folder>', 'where results stand');
}

/** Adds the choice of the results with tuned options. */
export function withTuned(command: Command): Command {
  return command.option('--tuned', 'with the options that ballast tune chose for this profile and these overrides');
}

/** Which results these arguments mean. */
export function resultsChoice(args: readonly string[], { profile, results, tuned }: SuiteOptions): ResultsChoice {
  return { args, profile, resultsFolder: results, tuned };
}
