import type { SuiteResults, TableAxisEntry } from '@ballast/suite';
import { hasMislabelled, isFinished, plannedCellCount } from '../cells.ts';
import { html, type Html } from '../html.ts';
import { formatEntry } from '../table/format.ts';
import { ranking, type RankedMethod } from './ranking.ts';

/** The first screen: how far the suite is, and who leads where. */
export function summarySection(results: SuiteResults): Html {
  return html`<section>
    <h2>Summary</h2>
    <ul>
      <li>${progress(results)}</li>
      ${results.corruptions.map((corruption) => html`<li>${leader(results, corruption)}</li>`)}
    </ul>
  </section>`;
}

function progress(results: SuiteResults): string {
  const { methods, corruptions, seeds, cells } = results;
  const failed = cells.filter(({ status }) => status === 'failed').length;
  const grid = `${String(methods.length)} methods × ${String(corruptions.length)} corruptions × ${String(seeds.length)} seeds`;
  const done = `${String(cells.filter(isFinished).length)} of ${String(plannedCellCount(results))} cells finished`;
  return `${grid}: ${done}${failed === 0 ? '.' : `, ${String(failed)} failed.`}`;
}

function leader(results: SuiteResults, corruption: TableAxisEntry): string {
  const ranked = ranking(results, corruption);
  const [best] = ranked;
  const first = ranked.find(({ method }) => method.id === results.methods[0]?.id);
  const noise = hasMislabelled(results, corruption) ? ' (with mislabelled samples)' : '';
  if (best === undefined) return `${corruption.label}${noise}: no method has every seed finished yet.`;
  const compared =
    first === undefined || first === best
      ? ''
      : `; ${first.method.label}, the suite’s first method, has ${accuracyOf(first)}`;
  return `${corruption.label}${noise}: ${best.method.label} has the highest mean accuracy, ${accuracyOf(best)}${compared}.`;
}

const noBreakSpace = '\u00a0';

function accuracyOf({ mean, deviation }: RankedMethod): string {
  return `${formatEntry({ kind: 'value', mean, deviation, note: undefined, best: false }, 'percent')} %`.replaceAll(
    ' ',
    noBreakSpace,
  );
}
