import type { CellResult, CellTiming, SuiteResults } from '@ballast/suite';
import { html, type Html } from '../html.ts';
import { cellsAt, rowsOf, settingsOf } from '../grid.ts';
import { mean } from '../statistics/descriptive.ts';
import { cellName } from './cellName.ts';
import { plainTable } from './plainTable.ts';

interface TimedCell extends CellResult {
  readonly timing: CellTiming;
}

/** Time and memory by method, and of each cell, folded away; undefined where nothing has run. */
export function costsSection(results: SuiteResults): Html | undefined {
  const timed = results.cells.filter(isTimed);
  if (timed.length === 0) return undefined;
  const total = timed.reduce((sum, { timing }) => sum + timing.seconds, 0);
  return html`<p>
      ${timed.length} cells have run, ${duration(total)} in all if each had run alone; a phase that several cells share
      is counted in each of them.
    </p>
    ${plainTable(
      'Time and memory by method',
      ['method', 'cells', 'mean time', 'longest', 'peak memory'],
      rowsByMethod(results),
    )}
    <details>
      <summary>Each cell</summary>
      ${plainTable(
        'Time and memory of each cell',
        ['cell', 'time', 'phases', 'peak memory', 'host'],
        timed.map((cell) => [
          cellName(results, cell),
          duration(cell.timing.seconds),
          phasesOf(cell.timing),
          megabytes(cell.timing.peakMemoryMegabytes),
          cell.timing.host,
        ]),
      )}
    </details>`;
}

function isTimed(cell: CellResult): cell is TimedCell {
  return cell.timing !== undefined;
}

function rowsByMethod(results: SuiteResults): string[][] {
  return rowsOf(results).flatMap((row) => {
    const timings = settingsOf(results)
      .flatMap((setting) => cellsAt(results, row, setting))
      .filter(isTimed)
      .map(({ timing }) => timing);
    if (timings.length === 0) return [];
    const seconds = timings.map((timing) => timing.seconds);
    const peak = Math.max(...timings.map(({ peakMemoryMegabytes }) => peakMemoryMegabytes));
    return [
      [row.label, String(timings.length), duration(mean(seconds)), duration(Math.max(...seconds)), megabytes(peak)],
    ];
  });
}

function phasesOf({ secondsByPhase }: CellTiming): string {
  return Object.entries(secondsByPhase)
    .map(([phase, seconds]) => `${phase} ${duration(seconds)}`)
    .join(', ');
}

function megabytes(value: number): string {
  return `${value.toFixed(0)} MB`;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  if (minutes < 60) return `${String(minutes)} min ${String(Math.round(seconds) % 60)} s`;
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}
