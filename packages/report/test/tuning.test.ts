import type { TuningRecord } from '@ballast/suite';
import { describe, expect, it } from 'vitest';
import { accuracyTable } from '../src/table/accuracyTable.ts';
import { tablesOf } from '../src/table/tables.ts';
import { tuningTable } from '../src/table/tuningTable.ts';
import { renderReport } from '../src/report/renderReport.ts';
import { cell, suite, summary } from './fixtures/build.ts';

const cells = ['a', 'b'].map((method) => cell(method, 'none', 0, { summary: summary(0.9) }));
const record: TuningRecord = {
  budget: { strategy: 'successive-halving', trials: 9, reduction: 3, seed: 4, seeds: [0, 1] },
  score: 'balancedAccuracy',
  corruptions: ['none'],
  methods: {
    a: {
      trial: 3,
      epochs: 180,
      validation: 0.75,
      configured: 0.5,
      settings: [{ option: 'loss.gamma', value: 2, configured: 1 }],
      options: { loss: { gamma: 2 } },
    },
  },
};

describe('the table of what was tuned', () => {
  const results = { ...suite({ cells }), tuning: record };

  it('is not there, nor its footnote, where nothing was tuned', () => {
    expect(tuningTable(suite({ cells }))).toBeUndefined();
    expect(accuracyTable(suite({ cells })).notes.join()).not.toContain('Tuned');
  });

  it('shows budget and choice of each method, and which were not tuned', () => {
    const table = tablesOf(results).find(({ id }) => id === 'tuning');
    expect(table?.rows[0]?.entries.map((entry) => (entry.kind === 'value' ? entry.mean : entry.kind === 'text' ? entry.text : entry.kind))).toEqual(['9', '180', 0.5, 0.75, 'loss.gamma 2']); // prettier-ignore
    expect(table?.rows[1]?.entries[0]).toEqual({ kind: 'text', text: 'not tuned' });
  });

  it('is named under the table of accuracies and in the report', () => {
    const note =
      'Tuned: 9 trials a method by successive halving by 3 from seed 4, chosen by balanced accuracy on the noisy validation split, its mean over 1 setting and 2 seeds.';
    expect(accuracyTable(results).notes).toContain(note);
    expect(renderReport(results)).toContain('Tuning, % on the noisy validation split');
  });
});
