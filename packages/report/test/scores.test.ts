import { describe, expect, it } from 'vitest';
import { renderReport } from '../src/report/renderReport.ts';
import { accuracyTable } from '../src/table/accuracyTable.ts';
import { tableMeasures, tablesByMeasure } from '../src/table/tables.ts';
import { cell, evaluation, suite, summary } from './fixtures/build.ts';

/** FIXTURE: the first class has eight samples on test, the second two; row a true class. */
const confusion = [
  [8, 0],
  [1, 1],
];
const unbalanced = suite({
  seeds: [0],
  corruptions: [{ id: 'none', label: 'own labels' }],
  cells: [cell('a', 'none', 0, { summary: summary(0.9, { confusion, testLabelsUnchecked: true }) })],
});
const valuesOf = (measure: (typeof tableMeasures)[number]) =>
  tablesByMeasure(unbalanced, measure)[0]!.rows.map(({ entries }) =>
    entries.map((entry) => (entry.kind === 'value' ? entry.mean : entry.kind)),
  );

describe('tables for unbalanced data', () => {
  it('show balanced accuracy and macro F1 out of the stored confusion matrix', () => {
    expect(valuesOf('balanced-accuracy')[0]).toEqual([0.75]);
    expect(valuesOf('macro-f1')[0]![0]).toBeCloseTo((16 / 17 + 2 / 3) / 2, 12);
  });

  it('have none of a score that a result of an earlier version lacks', () => {
    expect(valuesOf('calibration-error')[0]).toEqual(['none']);
  });

  it('show precision, recall and F1 of each class', () => {
    const [first, second] = valuesOf('per-class');
    expect(first!.slice(2)).toEqual([8 / 9, 1, 16 / 17]);
    expect(second!.slice(2)).toEqual([1, 0.5, 2 / 3]);
  });

  it('say what the best epoch was chosen by', () => {
    const best = { ...evaluation(0.7), epoch: 3 };
    const own = { bestOnValidation: best, selectedBy: 'macroF1' } as const;
    const chosen = suite({ seeds: [0], cells: [cell('a', 'none', 0, { summary: summary(0.9, own) })] });
    expect(accuracyTable(chosen, 'best-on-validation').notes).toContain('The epoch is chosen by macro F1.');
    expect(accuracyTable(chosen).notes.join()).not.toContain('chosen by');
  });
});

describe('test labels that nobody checked', () => {
  it('are spoken of in every table of scores and in the report', () => {
    for (const measure of ['last', 'balanced-accuracy', 'macro-f1', 'calibration-error', 'per-class'] as const) {
      const notes = tablesByMeasure(unbalanced, measure)[0]!.notes.join('\n');
      expect(notes, measure).toContain('Nobody knows the true labels of the test images: scores are against labels');
    }
    expect(renderReport(unbalanced)).toContain('Nobody knows the true labels of the test images');
  });

  it('are not where all are known to be right', () => {
    const known = suite({ cells: [cell('a', 'none', 0, { summary: summary(0.9) })] });
    expect(renderReport(known)).not.toContain('Nobody knows the true labels of the test images');
  });
});
