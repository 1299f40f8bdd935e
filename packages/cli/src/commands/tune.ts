import type { TuneOptions, TuneOutcome } from '@ballast/suite/tuning';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ExitCode } from '../exitCode.ts';
import { withInterrupts } from '../interrupts.ts';
import { counted } from '../counted.ts';
import { printWarnings } from '../output.ts';
import { programName } from '../programName.ts';
import { aboutSuite, resultsChoice, type SuiteOptions } from '../suiteOptions.ts';
import { describeTuning } from '../tuningPlan.ts';

interface Options extends SuiteOptions {
  readonly strategy: 'random' | 'successive-halving';
  readonly trials: number;
  readonly reduction: number;
  readonly seed: number;
  readonly seeds: number;
  readonly dryRun?: boolean;
  readonly rerun?: 'failed';
  readonly bail?: boolean;
  readonly processes?: number;
  readonly tracker?: string;
  readonly launcher?: string;
}

export function tuneCommand(setExitCode: (code: number) => void): Command {
  return aboutSuite(new Command('tune'))
    .description("Choose each method's options on the noisy validation split, with one budget for all methods.")
    .addOption(
      new Option('--strategy <name>', 'random search, or many short trainings of which the best go on')
        .choices(['random', 'successive-halving'])
        .default('random'),
    )
    .option('--trials <n>', 'a method; the first one is the method as the suite has it', atLeast(1), 8)
    .option('--reduction <n>', 'of successive halving: one trial of so many goes on', atLeast(2), 3)
    .option('--seed <n>', 'of the draws from the search spaces', atLeast(0), 0)
    .option('--seeds <n>', "how many of the suite's seeds each trial runs with", atLeast(1), 1)
    .option('--dry-run', 'show search spaces and budget')
    .addOption(new Option('--rerun <which>', 'run failed trials again').choices(['failed']))
    .option('--bail', 'stop at the first failure')
    .option('--processes <n>', 'child processes at a time', atLeast(1))
    .option('--tracker <name>', 'none, jsonl, mlflow or another tracker plugin: where to watch the trials')
    .option('--launcher <name>', 'in-process, local or slurm: where trials run')
    .action(async (suite: string, overrides: string[], options: Options) => {
      const choice = { path: suite, ...resultsChoice(overrides, options), budget: budgetOf(options) };
      setExitCode(options.dryRun === true ? await plan(choice) : await tune(choice, options));
    });
}

type Choice = Pick<TuneOptions, 'path' | 'profile' | 'args' | 'resultsFolder' | 'budget'>;

function budgetOf({ strategy, trials, reduction, seed, seeds }: Options): TuneOptions['budget'] {
  return { strategy, trials, reduction, seed, seedCount: seeds };
}

async function plan(choice: Choice): Promise<number> {
  const { planTuning } = await import('@ballast/suite/tuning');
  process.stdout.write(`${await describeTuning(await planTuning(choice))}\n`);
  return ExitCode.success;
}

async function tune(choice: Choice, { bail, processes, tracker, launcher, rerun }: Options): Promise<number> {
  const [{ createProgressTracker }, { tuneSuite }] = await Promise.all([
    import('@ballast/suite'),
    import('@ballast/suite/tuning'),
  ]);
  const tuned = await withInterrupts((signal) =>
    tuneSuite({
      ...choice,
      ...{ bail, processes, tracker, launcher },
      rerunFailed: rerun === 'failed',
      program: programName(),
      trackers: [createProgressTracker(process.stderr)],
      signal,
      report: (message) => process.stderr.write(`${message}\n`),
    }),
  );
  printWarnings(tuned.outcome.results);
  return conclude(tuned, choice);
}

async function conclude({ outcome, record, withoutChoice }: TuneOutcome, choice: Choice): Promise<number> {
  const failed = outcome.results.cells.filter(({ status }) => status === 'failed').length;
  if (failed > 0) process.stderr.write(`${counted(failed, 'cell')} of trials failed: such a trial is not chosen.\n`);
  if (record === undefined) {
    process.stdout.write('Trials are unfinished, so nothing was chosen: the same command goes on from there.\n');
    return outcome.interrupted ? ExitCode.interrupted : ExitCode.failure;
  }
  const { renderTerminalTable, tablesOf } = await import('@ballast/report');
  const table = tablesOf({ ...outcome.results, tuning: record }).find(({ id }) => id === 'tuning');
  if (table !== undefined) process.stdout.write(`\n${renderTerminalTable(table).trimEnd()}\n`);
  for (const method of withoutChoice) process.stdout.write(`No trial of ${method} came to an end: it stays as the suite has it.\n`); // prettier-ignore
  process.stdout.write(`Use it: ${useCommand(choice)}\n`);
  return withoutChoice.length > 0 ? ExitCode.failure : ExitCode.success;
}

function useCommand({ path, args = [], profile, resultsFolder }: Choice): string {
  return [
    ...[programName(), 'run', path, ...args, '--tuned'],
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(resultsFolder === undefined ? [] : ['--results', resultsFolder]),
  ].join(' ');
}

function atLeast(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${String(least)} on.`);
  };
}
