import type { RunOutcome } from '@ballast/suite';
import type { CellStatus } from '@ballast/suite/results';

/** What a run came to, for people. */
export function describeOutcome(outcome: RunOutcome, { bail }: { readonly bail: boolean }): string {
  const { cells } = outcome.results;
  const failures = cells.filter(({ status }) => status === 'failed');
  const unfinished = countOf(outcome, 'unfinished');
  const stale = cells.filter((cell) => cell.stale).length;
  const lines = [
    outcome.computed === 0 && outcome.failures.length === 0 && !outcome.interrupted
      ? `Nothing to do: ${String(countOf(outcome, 'finished'))} of ${String(cells.length)} cells were finished before.`
      : `${cellCount(outcome.computed)} ran now, ${String(countOf(outcome, 'finished'))} of ${String(cells.length)} are finished.`,
    ...(bail && outcome.failures.length > 0 ? ['Stopped at the first failure, as --bail asks.'] : []),
    ...(unfinished > 0 ? [`${cellCount(unfinished)} unfinished: the same command goes on from there.`] : []),
    ...(stale > 0 ? [`${cellCount(stale)} stale, from code that has changed since: --rerun stale renews them.`] : []),
    ...failures.map(({ failure }) => `Failed: ${failure?.message ?? ''}\n  Again: ${failure?.rerun ?? ''}`),
  ];
  return lines.join('\n');
}

export function cellCount(count: number): string {
  return `${String(count)} ${count === 1 ? 'cell' : 'cells'}`;
}

export function countOf({ results }: RunOutcome, status: CellStatus): number {
  return results.cells.filter((cell) => cell.status === status).length;
}
