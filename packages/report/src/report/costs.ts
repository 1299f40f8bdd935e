import type { CellTiming, SuiteResults } from '@ballast/suite';
import { html, type Html } from '../html.ts';
import { cellName } from './cellName.ts';
import { plainTable } from './plainTable.ts';

/** Time and memory of each cell, folded away. */
export function costsSection(results: SuiteResults): Html {
  const timed = results.cells.flatMap((cell) =>
    cell.timing === undefined ? [] : [{ name: cellName(results, cell), timing: cell.timing }],
  );
  const total = timed.reduce((sum, { timing }) => sum + timing.seconds, 0);
  return html`<section>
    <h2>Time and memory</h2>
    <p>${String(timed.length)} cells have run, ${duration(total)} in all.</p>
    <details>
      <summary>Each cell</summary>
      ${plainTable(
        'Time and memory of each cell',
        ['cell', 'time', 'phases', 'peak memory', 'host'],
        timed.map(({ name, timing }) => [
          name,
          duration(timing.seconds),
          phasesOf(timing),
          `${timing.peakMemoryMegabytes.toFixed(0)} MB`,
          timing.host,
        ]),
      )}
    </details>
  </section>`;
}

function phasesOf({ secondsByPhase }: CellTiming): string {
  return Object.entries(secondsByPhase)
    .map(([phase, seconds]) => `${phase} ${duration(seconds)}`)
    .join(', ');
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  if (minutes < 60) return `${String(minutes)} min ${String(Math.round(seconds) % 60)} s`;
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}
