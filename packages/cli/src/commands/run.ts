import type { RunOptions, RunOutcome } from '@ballast/suite';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ExitCode } from '../exitCode.ts';
import { printTables, printWarnings, writeReport } from '../output.ts';

interface Options {
  readonly only?: string;
  readonly rerun?: 'failed';
  readonly processes?: number;
  readonly results?: string;
  readonly tracker?: string;
  readonly launcher?: string;
}

export function runCommand(setExitCode: (code: number) => void): Command {
  return new Command('run')
    .description('Run a suite: compute the cells that are missing, print its table, write report.html.')
    .argument('<suite>', 'the folder of a suite, or its YAML file')
    .option('--only <text>', 'only the cells whose name contains this, e.g. curvenet__flip2')
    .addOption(new Option('--rerun <which>', 'run failed cells again').choices(['failed']))
    .option('--processes <n>', 'child processes at a time', positiveInteger)
    .option('--results <folder>', 'where results stand')
    .option('--tracker <name>', 'none, jsonl, mlflow or another tracker plugin: where to watch the run')
    .option('--launcher <name>', 'in-process, local or slurm: where phases run')
    .action(async (suite: string, options: Options) => {
      setExitCode(await run(suite, options));
    });
}

async function run(path: string, options: Options): Promise<number> {
  const { createProgressTracker, runSuite } = await import('@ballast/suite');
  const outcome = await withInterrupts((signal) =>
    runSuite({
      path,
      only: options.only,
      rerunFailed: options.rerun === 'failed',
      processes: options.processes,
      resultsFolder: options.results,
      tracker: options.tracker,
      launcher: options.launcher,
      program: process.env['npm_lifecycle_event'] === undefined ? 'ballast' : 'npm run ballast --',
      trackers: [createProgressTracker(process.stderr)],
      signal,
      report: (message) => process.stderr.write(`${message}\n`),
    } satisfies RunOptions),
  );
  printWarnings(outcome.results);
  await printTables(outcome.results, { markdown: false });
  await writeReport(outcome.results, outcome.folder.reportFile);
  process.stdout.write(`${describeOutcome(outcome)}\n`);
  if (outcome.interrupted) return ExitCode.interrupted;
  return countOf(outcome, 'failed') > 0 ? ExitCode.failure : ExitCode.success;
}

/** The first Ctrl-C stops cleanly, the second one at once. */
async function withInterrupts<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(ExitCode.interrupted);
    process.stderr.write('\nStopping; checkpoints stay.\n');
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

function describeOutcome(outcome: RunOutcome): string {
  const { cells } = outcome.results;
  const failures = cells.filter(({ status }) => status === 'failed');
  const unfinished = countOf(outcome, 'unfinished');
  const lines = [
    outcome.computed === 0 && !outcome.interrupted
      ? `Nothing to do: ${String(countOf(outcome, 'finished'))} of ${String(cells.length)} cells were finished before.`
      : `${cellCount(outcome.computed)} ran now, ${String(countOf(outcome, 'finished'))} of ${String(cells.length)} are finished.`,
    ...(unfinished > 0 ? [`${cellCount(unfinished)} unfinished: the same command goes on from there.`] : []),
    ...failures.map(({ failure }) => `Failed: ${failure?.message ?? ''}\n  Again: ${failure?.rerun ?? ''}`),
  ];
  return lines.join('\n');
}

function cellCount(count: number): string {
  return `${String(count)} ${count === 1 ? 'cell' : 'cells'}`;
}

function countOf({ results }: RunOutcome, status: string): number {
  return results.cells.filter((cell) => cell.status === status).length;
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a positive integer.');
}
