import type { RunOutcome } from '@ballast/suite';
import type { CellResult, CellStatus } from '@ballast/suite/results';
import { counted } from './counted.ts';

/** What a run came to, for people. */
export function describeOutcome(outcome: RunOutcome, { bail }: { readonly bail: boolean }): string {
  const { cells } = outcome.results;
  const unfinished = countOf(outcome, 'unfinished');
  const stale = cells.filter((cell) => cell.stale).length;
  const isIdle = outcome.computed === 0 && outcome.failures.length === 0 && !outcome.interrupted;
  const lines = [
    isIdle
      ? `Nothing ${failedCells(outcome).length > 0 ? 'ran now' : 'to do'}: ${String(countOf(outcome, 'finished'))} of ${String(cells.length)} cells were finished before.`
      : `${counted(outcome.computed, 'cell')} ran now, ${String(countOf(outcome, 'finished'))} of ${String(cells.length)} are finished.`,
    ...(bail && outcome.failures.length > 0 ? ['Stopped at the first failure, as --bail asks.'] : []),
    ...(unfinished > 0 ? [`${counted(unfinished, 'cell')} unfinished: the same command goes on from there.`] : []),
    ...(stale > 0
      ? [`${counted(stale, 'cell')} stale, from code that has changed since: --rerun stale renews them.`]
      : []),
    ...describeFailures(outcome),
  ];
  return lines.join('\n');
}

/** Those of the cells that the run was about which failed, now or before. */
export function failedCells({ results, chosen }: RunOutcome): CellResult[] {
  const names = new Set(chosen);
  return results.cells.filter(({ name, status }) => status === 'failed' && names.has(name));
}

/** Cells that failed alike once, with their number. */
function describeFailures(outcome: RunOutcome): string[] {
  const failed = failedCells(outcome);
  const others = countOf(outcome, 'failed') - failed.length;
  const messages = [...new Set(failed.map(({ failure }) => failure?.message ?? ''))];
  return [
    ...messages.map((message) => {
      return describeAlike(message, failed.filter(({ failure }) => failure?.message === message), outcome.command); // prettier-ignore
    }),
    ...(others > 0 ? [`${counted(others, 'cell')} of those left out failed before.`] : []),
  ];
}

function describeAlike(message: string, cells: readonly CellResult[], command: string): string {
  const [first] = cells;
  if (cells.length === 1) return `Failed: ${message}\n  Again: ${first?.failure?.rerun ?? ''}`;
  return `${counted(cells.length, 'cell')} failed, ${first?.name ?? ''} the first: ${message}\n  Again: ${command} --rerun failed`;
}

export function countOf({ results }: RunOutcome, status: CellStatus): number {
  return results.cells.filter((cell) => cell.status === status).length;
}
