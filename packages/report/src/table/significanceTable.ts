import type { SuiteResults } from '@ballast/suite';
import { compareWithBaseline, level, type Comparison } from '../significance.ts';
import { formatNumber } from './format.ts';
import { marksOf, verdictMarks } from './marks.ts';
import type { EpochChoice } from './measures.ts';
import { textEntry, valueEntry, type Row, type TableModel } from './model.ts';

/** Every method against the baseline in every setting; undefined where no test can be made. */
export function significanceTable(results: SuiteResults, choice: EpochChoice = 'last'): TableModel | undefined {
  const { baseline, comparisons, deciding, smallest, seedsNeeded } = compareWithBaseline(results, choice);
  if (baseline === undefined || comparisons.length === 0) return undefined;
  const seeds = String(results.seeds.length);
  return {
    id: 'significance',
    title: `Difference to ${baseline.label} in accuracy on test, paired over ${seeds} seeds`,
    rowHeading: 'method',
    columns: [
      { group: 'setting', heading: '' },
      { group: 'difference, points', heading: '', unit: 'points' },
      { group: '95 % interval', heading: '' },
      { group: 'p, corrected', heading: 'signed-rank', unit: 'probability' },
      { group: 'p, corrected', heading: 'paired t', unit: 'probability' },
    ],
    rows: comparisons.map((comparison) => rowOf(results, comparison)),
    notes: [
      `Signed-rank: Wilcoxon’s exact test, two-sided. Paired t assumes normal differences.`,
      `Both are corrected for ${String(comparisons.length)} comparisons by Holm’s procedure; the intervals (by t) are not.`,
      ...(smallest >= level
        ? [
            `The smallest p that ${seeds} seeds can give after this correction is ${formatNumber(smallest, 'probability')}: by the signed-rank test no difference could be significant here, however large; from ${String(seedsNeeded)} seeds on one could.`,
          ]
        : []),
      `${verdictMarks.better} better, ${verdictMarks.worse} worse at p < ${String(level)} by the ${deciding} test${deciding === 'paired t' ? ', since the other one cannot decide' : ''}.`,
      'A seed stands for a data draw, noise and initial weights: what is tested is the mean over such draws on this data set, not over data sets.',
    ],
  };
}

function rowOf(results: SuiteResults, { row, setting, difference, ...p }: Comparison): Row {
  const entry = valueEntry(difference.mean);
  const interval = `${formatNumber(difference.lower, 'points')} … ${formatNumber(difference.upper, 'points')}`;
  return {
    label: row.label,
    marks: marksOf(results, row),
    entries: [
      textEntry(setting.label),
      p.verdict === undefined ? entry : { ...entry, verdict: p.verdict },
      textEntry(interval),
      { ...valueEntry(p.signedRank), best: p.signedRank < level },
      { ...valueEntry(p.pairedT), best: p.pairedT < level },
    ],
  };
}
