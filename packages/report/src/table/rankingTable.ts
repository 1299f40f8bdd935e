import type { SuiteResults } from '@ballast/suite';
import { rankRows } from '../ranks.ts';
import { marksOf } from './marks.ts';
import { accuracyMeasures, type EpochChoice } from './measures.ts';
import { textEntry, valueEntry, type TableModel } from './model.ts';

/** The rows by mean rank, best first; undefined where fewer than two are complete. */
export function rankingTable(results: SuiteResults, choice: EpochChoice = 'last'): TableModel | undefined {
  const ranked = [...rankRows(results, accuracyMeasures[choice])].sort((one, other) => one.meanRank - other.meanRank);
  if (ranked.length < 2) return undefined;
  const comparisons = String(ranked[0]?.comparisons ?? 0);
  const within = comparisons === '1' ? 'one setting and seed' : `each of ${comparisons} settings × seeds`;
  return {
    id: 'ranking',
    title: `Rank by accuracy within ${within}`,
    rowHeading: 'method',
    columns: [
      { group: 'mean rank', heading: '', unit: 'rank' },
      { group: 'first', heading: '' },
    ],
    rows: ranked.map(({ row, meanRank, wins }) => ({
      label: row.label,
      marks: marksOf(results, row),
      entries: [valueEntry(meanRank), textEntry(`${String(wins)} of ${comparisons}`)],
    })),
    notes: [
      `Rank 1 is best of ${String(ranked.length)}; ties share the mean of their ranks, and all of them count as first.`,
      'Rows with a cell missing and rows that know the truth take no part.',
    ],
  };
}
