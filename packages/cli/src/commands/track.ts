import type { Tracker } from '@ballast/core';
import { Command } from 'commander';
import { aboutSuite, resultsChoice, withTuned, type SuiteOptions } from '../suiteOptions.ts';

interface Options extends SuiteOptions {
  readonly tracker?: string;
}

/** Where results are sent when neither the suite nor the config names a tracker. */
const usualTracker = 'mlflow';

export function trackCommand(): Command {
  return withTuned(aboutSuite(new Command('track')))
    .description('Send what the results of a suite hold, and its tracker has not got yet.')
    .option('--tracker <name>', `instead of the one that the suite or the config names; without any, ${usualTracker}`)
    .action(async (suite: string, overrides: string[], options: Options) => {
      const { findResults } = await import('@ballast/suite/results');
      const { root } = findResults(suite, resultsChoice(overrides, options));
      const tracker = await trackerOf(suite, options.tracker);
      const done = await tracker?.complete?.({ resultsRoot: root, warn: complain });
      process.stdout.write(`${done ?? 'This tracker shows a run while it runs, and nothing afterwards.'}\n`);
    });
}

async function trackerOf(suite: string, named: string | undefined): Promise<Tracker | undefined> {
  const { chooseTracker, openTrackerChoices } = await import('@ballast/suite');
  const choices = await openTrackerChoices(suite);
  return chooseTracker(choices, named) ?? chooseTracker(choices, usualTracker);
}

function complain(message: string): void {
  process.stderr.write(`${message}\n`);
}
