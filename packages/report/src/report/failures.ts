import type { CellResult, SuiteResults } from '@ballast/suite';
import { html, type Html } from '../html.ts';
import { cellName } from './cellName.ts';

/** Every failed cell with the end of its log and the command that runs it again; nothing where none failed. */
export function failuresSection(results: SuiteResults): Html | undefined {
  const failed = results.cells.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return undefined;
  return html`<section>
    <h2>Failed cells</h2>
    ${failed.map((cell) => failedCell(results, cell))}
  </section>`;
}

function failedCell(results: SuiteResults, cell: CellResult): Html {
  const name = html`<h3>${cellName(results, cell)}</h3>`;
  if (cell.failure === undefined) {
    return html`${name}
      <p class="absent">It left no message.</p>`;
  }
  const { message, logTail, rerun } = cell.failure;
  return html`${name}
    <p class="missing">${message}</p>
    <p>Run it again:</p>
    <pre>${rerun}</pre>
    <details>
      <summary>The end of its log</summary>
      <pre>${logTail}</pre>
    </details>`;
}
