import { describe, expect, it } from 'vitest';
import { robustnessData } from '../src/figures/robustness/data.ts';
import { rowsOf, settingsOf } from '../src/grid.ts';
import { rankRows } from '../src/ranks.ts';
import { compareWithBaseline } from '../src/significance.ts';
import { accuracyTable } from '../src/table/accuracyTable.ts';
import { formatEntry } from '../src/table/format.ts';
import { accuracyMeasures } from '../src/table/measures.ts';
import type { TableModel } from '../src/table/model.ts';
import { publishedTable } from '../src/table/publishedTable.ts';
import { significanceTable } from '../src/table/significanceTable.ts';
import { cell, suite, summary } from './fixtures/build.ts';
import { completeResults } from './fixtures/realistic.ts';

const one = [{ id: 'none', label: 'no noise', imbalance: undefined, noise: undefined }];
const seedsOf = (count: number) => Array.from({ length: count }, (_, seed) => seed);

/** Two methods in one setting, b ahead of a by these differences. */
function paired(differences: readonly number[], own: Parameters<typeof suite>[0] = {}) {
  const cells = differences.flatMap((difference, seed) => [
    cell('a', 'none', seed, { summary: summary(0.5 + seed / 100) }),
    cell('b', 'none', seed, { summary: summary(0.5 + seed / 100 + difference) }),
  ]);
  return suite({ corruptions: one, seeds: seedsOf(differences.length), cells, ...own });
}

const texts = (table: TableModel): string[][] =>
  table.rows.map(({ label, marks, entries }) => [
    `${label} ${marks}`.trim(),
    ...entries.map((entry, index) => formatEntry(entry, table.columns[index]?.unit)),
  ]);

describe('significance', () => {
  it('is not tested with fewer than six seeds, and says why', () => {
    const results = paired([0.1, 0.1, 0.2, 0.1, 0.1]);
    expect(compareWithBaseline(results)).toMatchObject({ comparisons: [] });
    expect(compareWithBaseline(results).whyNot).toContain('With 5 seeds no test is made');
    expect(significanceTable(results)).toBeUndefined();
  });

  it('compares by the exact signed-rank test, and marks the table', () => {
    const results = paired([0.01, 0.02, 0.03, 0.04, 0.05, 0.06]);
    const [comparison] = compareWithBaseline(results).comparisons;
    expect(comparison).toMatchObject({ signedRank: 0.03125, verdict: 'better' });
    expect(comparison!.difference.mean).toBeCloseTo(0.035, 12);
    expect(texts(accuracyTable(results))[1]![1]).toContain('▲');
    expect(accuracyTable(results).notes.join(' ')).toContain('Better or worse than method a by the signed-rank test');
    expect(texts(significanceTable(results)!)[0]!.slice(0, 3)).toEqual(['method b †', 'no noise', '+3.5 ▲']);
  });

  it('is against the method that the suite names', () => {
    const { baseline, comparisons } = compareWithBaseline(
      paired([0.01, 0.02, 0.03, 0.04, 0.05, 0.06], { report: { baseline: 'b' } }),
    );
    expect(baseline?.id).toBe('b');
    expect(comparisons[0]).toMatchObject({ row: { id: 'a' }, verdict: 'worse' });
  });

  it('is decided by the t test where no signed-rank test could pass the correction, and says how many seeds could', () => {
    const differences = [0.1, 0.11, 0.12, 0.13, 0.14, 0.15];
    const methods = ['a', 'b', 'c'].map((id) => ({ id, label: id, usesMetaSet: false }));
    const cells = [
      ...paired(differences).cells,
      ...differences.map((_, seed) => cell('c', 'none', seed, { summary: summary(0.5 + seed / 100) })),
    ];
    const results = suite({ corruptions: one, methods, seeds: seedsOf(6), cells });
    const significance = compareWithBaseline(results);
    expect(significance).toMatchObject({ deciding: 'paired t', smallest: 0.0625, seedsNeeded: 7 });
    expect(significance.comparisons.map(({ verdict }) => verdict)).toEqual(['better', undefined]);
    expect(significanceTable(results)!.notes.join(' ')).toContain('from 7 seeds on one could');
  });

  it('leaves out what lacks a seed', () => {
    const results = paired([0.01, 0.02, 0.03, 0.04, 0.05, 0.06]);
    const without = { ...results, cells: results.cells.slice(0, -1) };
    expect(compareWithBaseline(without).whyNot).toContain('No method and the baseline both have every seed');
  });
});

describe('ranks', () => {
  it('are means over settings and seeds, ties shared, first places counted', () => {
    const accuracies = { a: [0.5, 0.7], b: [0.6, 0.7], c: [0.4, 0.6] } as const;
    const methods = Object.keys(accuracies).map((id) => ({ id, label: id, usesMetaSet: false }));
    const cells = Object.entries(accuracies).flatMap(([id, values]) =>
      values.map((value, seed) => cell(id, 'none', seed, { summary: summary(value) })),
    );
    const ranked = rankRows(suite({ corruptions: one, methods, seeds: [0, 1], cells }), accuracyMeasures.last);
    expect(ranked.map(({ meanRank, wins, comparisons }) => [meanRank, wins, comparisons])).toEqual([
      [1.75, 1, 2],
      [1.25, 2, 2],
      [3, 0, 2],
    ]);
  });
});

describe('marks', () => {
  const table = accuracyTable(completeResults());
  const row = (label: string) => texts(table).find(([name]) => name!.startsWith(label))!;

  it('tell who uses the meta set, who knows the truth, and what is stale', () => {
    expect(row('CurveNet †')).toBeDefined();
    expect(row('LDAM-DRW')[0]).toBe('LDAM-DRW §');
    expect(row('class-balanced')[0]).toBe('class-balanced ¶');
    expect(table.notes.filter((note) => /^[†§¶]/.test(note))).toHaveLength(3);
  });

  it('keep an oracle out of ranks and best', () => {
    const results = completeResults();
    const oracle = {
      ...results,
      methods: results.methods.map((one) => ({ ...one, knowsTruth: one.id === 'curvenet' })),
    };
    const shown = accuracyTable(oracle).rows.find(({ label }) => label === 'CurveNet')!;
    expect(shown.entries.some((entry) => entry.kind === 'value' && entry.best)).toBe(false);
    expect(shown.entries.at(-1)).toEqual({ kind: 'none' });
  });
});

describe('published numbers', () => {
  it('stand beside ours with the gap, at the epoch that the paper shows', () => {
    const base = { axes: {}, url: undefined, paper: 'Somebody 2021', table: 'Table 3', corruption: 'none' };
    const results = suite({
      corruptions: one,
      seeds: [0],
      cells: [cell('a', 'none', 0, { summary: summary(0.75) })],
      published: [
        { ...base, method: 'a', measure: 'last', mean: 77.5, deviation: 0.5 },
        { ...base, method: 'b', measure: 'best-on-test', mean: 80, deviation: undefined },
      ],
    });
    expect(texts(publishedTable(results)!)).toEqual([
      ['method a', 'no noise', '75.0', '77.5 ± 0.5', '−2.5', 'last', 'Somebody 2021, Table 3'],
      ['method b †', 'no noise', 'not begun', '80.0', '—', 'last here, best on test‡ there', 'Somebody 2021, Table 3'],
    ]);
    expect(publishedTable({ ...results, report: { published: false } })).toBeUndefined();
    expect(publishedTable({ ...results, published: [] })).toBeUndefined();
    const asked = accuracyTable({ ...results, published: [], report: { published: true } });
    expect(asked.columns.at(-1)?.group).toBe('published');
    expect(asked.rows.map(({ entries }) => entries.at(-1))).toEqual(asked.rows.map(() => ({ kind: 'none' })));
    expect(asked.notes.at(-1)).toBe('Published: no paper has a number for any of these rows.');
    expect(accuracyTable(results).columns.map(({ group }) => group)).not.toContain('published');
  });

  it('may be means, which stand beside the mean over the settings that they are about', () => {
    const axis = { id: 'width', label: 'width', show: 'columns' as const };
    const values = ['thin', 'wide'].map((id) => ({ id, label: id }));
    const base = { url: undefined, table: undefined, paper: 'Somebody 2021', corruption: undefined, method: 'a' };
    const number = { ...base, measure: 'last' as const, mean: 70, deviation: undefined };
    const results = suite({
      corruptions: one,
      seeds: [0],
      axes: [{ ...axis, values }],
      cells: values.map(({ id }, index) =>
        cell('a', 'none', 0, { axes: { width: id }, summary: summary(0.6 + index / 5) }),
      ),
      published: [
        { ...number, axes: {} },
        { ...number, axes: { width: 'wide' } },
      ],
    });
    expect(texts(publishedTable(results)!)).toEqual([
      ['method a', 'mean over 2', '70.0', '70.0', '0.0', 'last', 'Somebody 2021'],
      ['method a', 'mean over 1', '80.0', '70.0', '+10.0', 'last', 'Somebody 2021'],
    ]);
  });
});

describe('further axes', () => {
  const axis = (show: 'rows' | 'columns') => ({
    ...{ id: 'width', label: 'width', show },
    values: [
      { id: 'thin', label: 'thin' },
      { id: 'wide', label: 'wide' },
    ],
  });
  const cells = ['thin', 'wide'].map((width, index) =>
    cell('a', 'none', 0, { axes: { width }, summary: summary(0.5 + index / 4) }),
  );
  const grid = (show: 'rows' | 'columns') => suite({ corruptions: one, seeds: [0], cells, axes: [axis(show)] });

  it('make columns or rows', () => {
    expect(settingsOf(grid('columns')).map(({ label }) => label)).toEqual(['no noise, thin', 'no noise, wide']);
    expect(rowsOf(grid('rows')).map(({ label }) => label)).toEqual([
      ...['method a, thin', 'method a, wide', 'method b, thin', 'method b, wide'],
    ]);
    expect(texts(accuracyTable(grid('columns')))[0]!.slice(1, 3)).toEqual(['50.0', '75.0']);
    expect(texts(accuracyTable(grid('rows'))).map(([, value]) => value)).toEqual([
      ...['50.0', '75.0', 'not begun', 'not begun'],
    ]);
  });
});

describe('accuracy against the noise rate', () => {
  it('joins settings that differ in the rate alone; one without noise begins every line', () => {
    const panels = robustnessData(completeResults(), 'noise rate');
    const rates = ({ points }: (typeof panels)[number]) => [...new Set(points.map(({ severity }) => severity))];
    expect(panels.map((panel) => [panel.title, rates(panel)])).toEqual([
      ['flip2 · exponential, ratio 4', [0, 0.2, 0.4, 0.6]],
      ['flip2', [0, 0.4]],
    ]);
    const first = panels[0]!.points[0]!;
    expect(first.lower).toBeLessThan(first.mean);
  });

  it('and the imbalance ratio, from balanced on', () => {
    const panels = robustnessData(completeResults(), 'imbalance ratio');
    expect(panels.map(({ title }) => title)).toEqual(['exponential · flip2, rate 0.4']);
    expect(robustnessData(suite({}), 'noise rate')).toEqual([]);
  });
});
