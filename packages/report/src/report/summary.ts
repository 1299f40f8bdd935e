import type { SuiteResults } from '@ballast/suite';
import { isFinished, plannedCellCount, settingsOf, type Setting } from '../grid.ts';
import { baselineOf, compareWithBaseline } from '../significance.ts';
import { formatValue } from '../table/format.ts';
import { valueEntry } from '../table/model.ts';
import { hasMislabelled } from '../truth.ts';
import { html, type Html } from '../html.ts';
import { ranking, type RankedMethod } from './ranking.ts';

/** More settings than this are for the table to tell. */
const mostLeaders = 12;

/** The first screen: how far the suite is, and who leads where. */
export function summarySection(results: SuiteResults): Html {
  const settings = settingsOf(results);
  const left = settings.length - mostLeaders;
  const lines = [
    progress(results),
    ...staleness(results),
    ...settings.slice(0, mostLeaders).map((setting) => leader(results, setting)),
    ...(left > 0 ? [`${String(left)} more settings stand in the table.`] : []),
    ...verdicts(results),
  ];
  return html`<ul>
    ${lines.map((line) => html`<li>${line}</li>`)}
  </ul>`;
}

function progress(results: SuiteResults): Html {
  const { methods, corruptions, axes, seeds, cells } = results;
  const dimensions = [
    count(methods.length, 'method'),
    count(corruptions.length, 'corruption'),
    ...axes.map(({ label, values }) => `${String(values.length)} × ${label}`),
    count(seeds.length, 'seed'),
  ];
  const finished = cells.filter(isFinished).length;
  const failed = cells.filter(({ status }) => status === 'failed').length;
  const failures = failed === 0 ? '.' : html`, <a href="#failures">${failed} failed</a>.`;
  return html`${dimensions.join(', ')}: ${finished} of ${plannedCellCount(results)} cells finished${failures}`;
}

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}

function staleness({ cells }: SuiteResults): Html[] {
  const stale = cells.filter((cell) => cell.stale);
  if (stale.length === 0) return [];
  const changed = [...new Set(stale.flatMap(({ changedCode }) => changedCode))].sort();
  return [
    html`<strong class="missing">${stale.length} of ${cells.length} cells are stale</strong>: computed before
      ${changed.length === 0 ? 'their code' : changed.join(', ')} changed. Their rows are marked ¶;
      <code>--rerun stale</code> renews them.`,
  ];
}

function leader(results: SuiteResults, setting: Setting): string {
  const ranked = ranking(results, setting);
  const [best] = ranked;
  const baseline = baselineOf(results);
  const compared = ranked.find(({ row }) => row === baseline);
  const noise = hasMislabelled(results, setting) ? ' (with mislabelled samples)' : '';
  if (best === undefined) return `${setting.label}${noise}: no method has every seed finished yet.`;
  const beside =
    compared === undefined || compared === best
      ? ''
      : `; ${compared.row.label}, the baseline, has ${accuracyOf(compared)}`;
  return `${setting.label}${noise}: ${best.row.label} has the highest mean accuracy, ${accuracyOf(best)}${beside}.`;
}

function verdicts(results: SuiteResults): string[] {
  const { baseline, comparisons, deciding, whyNot } = compareWithBaseline(results);
  if (whyNot !== undefined) return [whyNot];
  const significant = comparisons.filter(({ verdict }) => verdict !== undefined).length;
  return [
    `${String(significant)} of ${String(comparisons.length)} differences to ${baseline?.label ?? ''} are significant by the ${deciding} test over seeds (p < 0.05, Holm).`,
  ];
}

const noBreakSpace = '\u00a0';

function accuracyOf({ mean, deviation }: RankedMethod): string {
  return `${formatValue(valueEntry(mean, deviation), 'percent')} %`.replaceAll(' ', noBreakSpace);
}
