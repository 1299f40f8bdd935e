import type { CellResult, SuiteResults } from '@ballast/suite';
import { html, type Html } from '../html.ts';
import { cellName } from './cellName.ts';

/** Every failed cell with the end of its log and the command that runs it again; nothing where none failed. */
export function failuresSection(results: SuiteResults): Html | undefined {
  const failed = results.cells.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return undefined;
  return html`${failed.map((cell) => failedCell(results, cell))}`;
}

function failedCell(results: SuiteResults, cell: CellResult): Html {
  const name = cellName(results, cell);
  if (cell.failure === undefined) {
    return html`<h3>${name}</h3>
      <p class="absent">It left no message.</p>`;
  }
  const { message, logTail, rerun } = cell.failure;
  return html`<h3>${name}</h3>
    <p class="missing">${message}</p>
    ${code(`Run it again: ${name}`, rerun)}
    <details>
      <summary>The end of its log</summary>
      ${code(`The end of the log: ${name}`, logTail)}
    </details>`;
}

/** Text as it is, that a keyboard can scroll. */
export function code(label: string, text: string): Html {
  return html`<pre tabindex="0" role="region" aria-label="${label}">${text}</pre>`;
}
