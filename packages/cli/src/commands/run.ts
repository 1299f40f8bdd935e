import type { RunOptions, RunOutcome } from '@ballast/suite';
import { Command, InvalidArgumentError, Option } from 'commander';
import { describePlans, planAsJson } from '../dryRun.ts';
import { ExitCode } from '../exitCode.ts';
import { withInterrupts } from '../interrupts.ts';
import { describeOutcome, failedCells } from '../outcome.ts';
import { printTables, printWarnings, writeReport } from '../output.ts';
import { programName } from '../programName.ts';
import { aboutSuite, resultsChoice, withTuned, type SuiteOptions } from '../suiteOptions.ts';
import { splitArguments } from '../suitePaths.ts';

type Rerun = 'failed' | 'stale';

interface Options extends SuiteOptions {
  readonly only?: string;
  readonly cell?: readonly string[];
  readonly phase?: readonly string[];
  readonly rerun?: readonly Rerun[];
  readonly bail?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly processes?: number;
  readonly tracker?: string;
  readonly launcher?: string;
}

export function runCommand(setExitCode: (code: number) => void): Command {
  return withTuned(aboutSuite(new Command('run'), 'further suites, to be run one after another; '))
    .description('Run a suite: compute the cells that are missing, print its table, write report.html.')
    .option('--dry-run', 'say what would be computed, what is shared and how long it may take')
    .option('--json', 'with --dry-run, --cell or --phase: as JSON')
    .option('--only <text>', 'only the cells whose name contains this, e.g. curvenet__flip2')
    .addOption(
      new Option('--cell <name>', 'one cell, beside other processes that run others; may be repeated')
        .conflicts(['only'])
        .argParser(collect),
    )
    .addOption(
      new Option('--phase <name>', 'one phase and those it needs, in the same way')
        .conflicts(['only', 'dryRun'])
        .argParser(collect),
    )
    .option('--rerun <which>', 'run failed cells again, or stale ones (whose code has changed since)', collectRerun)
    .option('--bail', 'stop at the first failure')
    .option('--processes <n>', 'child processes at a time', positiveInteger)
    .option('--tracker <name>', 'none, jsonl, mlflow or another tracker plugin: where to watch the run')
    .option('--launcher <name>', 'in-process, local or slurm: where phases run')
    .action(async (suite: string, args: string[], options: Options) => {
      const { paths, overrides } = await splitArguments(suite, args);
      const choice = resultsChoice(overrides, options);
      setExitCode(options.dryRun === true ? await plan(paths, choice, options) : await runAll(paths, choice, options));
    });
}

type Choice = Pick<RunOptions, 'profile' | 'args' | 'tuned' | 'resultsFolder'>;

async function plan(
  paths: readonly string[],
  choice: Choice,
  { only, cell, processes, json }: Options,
): Promise<number> {
  const { planTogether } = await import('@ballast/suite');
  const joint = await planTogether(paths, { ...choice, only, cells: cell, processes });
  process.stdout.write(`${json === true ? planAsJson(joint) : describePlans(joint)}\n`);
  return ExitCode.success;
}

async function runAll(paths: readonly string[], choice: Choice, options: Options): Promise<number> {
  const { checkTogether } = await import('@ballast/suite');
  if (paths.length > 1) await checkTogether(paths, choice);
  let worst: number = ExitCode.success;
  for (const path of paths) {
    const code = await run({ ...choice, path }, options);
    worst = Math.max(worst, code);
    if (code === ExitCode.interrupted || (code !== ExitCode.success && options.bail === true)) break;
  }
  return worst;
}

async function run(choice: Choice & Pick<RunOptions, 'path'>, options: Options): Promise<number> {
  const { createProgressTracker, runSuite } = await import('@ballast/suite');
  const { only, cell: cells, phase: phases, bail, processes, tracker, launcher, rerun = [] } = options;
  const outcome = await withInterrupts((signal) =>
    runSuite({
      ...choice,
      ...{ only, parts: { cells, phases }, bail, processes, tracker, launcher },
      rerunFailed: rerun.includes('failed'),
      rerunStale: rerun.includes('stale'),
      program: programName(),
      trackers: [createProgressTracker(process.stderr)],
      signal,
      report: (message) => process.stderr.write(`${message}\n`),
    }),
  );
  if (outcome.parts.length > 0) return concludeParts(outcome, options);
  printWarnings(outcome.results);
  await printTables(outcome.results);
  await writeReport(outcome.results, outcome.folder.reportFile);
  process.stdout.write(`${describeOutcome(outcome, { bail: bail === true })}\n`);
  if (outcome.interrupted) return ExitCode.interrupted;
  return failedCells(outcome).length > 0 ? ExitCode.failure : ExitCode.success;
}

/** Other processes run the rest: the table is theirs too. */
function concludeParts({ parts, failures: each, interrupted }: RunOutcome, { json }: Options): number {
  const failures = [...new Set(each)];
  for (const failure of failures) process.stderr.write(`Failed: ${failure}\n`);
  if (json === true) process.stdout.write(`${JSON.stringify({ parts, failures })}\n`);
  if (interrupted) return ExitCode.interrupted;
  return parts.every(({ finished }) => finished) ? ExitCode.success : ExitCode.failure;
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

function collectRerun(which: string, earlier: readonly Rerun[] = []): readonly Rerun[] {
  if (which === 'failed' || which === 'stale') return [...earlier, which];
  throw new InvalidArgumentError('Expected failed or stale.');
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a positive integer.');
}
