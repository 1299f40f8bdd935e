import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { accuracyTable } from '../src/table/accuracyTable.ts';
import { detectionTable } from '../src/table/detectionTable.ts';
import { renderHtmlTable } from '../src/table/html.ts';
import { renderMarkdownTable } from '../src/table/markdown.ts';
import { fullHeading } from '../src/table/header.ts';
import type { Entry, TableModel, ValueEntry } from '../src/table/model.ts';
import { otherTestsTable } from '../src/table/otherTestsTable.ts';
import { tablesOf } from '../src/table/tables.ts';
import { renderTerminalTable } from '../src/table/terminal.ts';
import { displayWidth } from '../src/table/terminalText.ts';
import { cell, evaluation, failedCell, suite, summary } from './fixtures/build.ts';
import { realisticResults } from './fixtures/realistic.ts';

const finished = (method: string, corruption: string, seed: number, accuracy: number) =>
  cell(method, corruption, seed, { summary: summary(accuracy) });

const threeSeeds = (method: string, corruption: string, accuracies: readonly number[]) =>
  accuracies.map((accuracy, seed) => finished(method, corruption, seed, accuracy));

const entries = (model: TableModel, row: number): readonly Entry[] => model.rows[row]!.entries;
const valueAt = (model: TableModel, row: number, column: number): ValueEntry => {
  const entry = entries(model, row)[column];
  if (entry?.kind !== 'value') throw new Error(`expected a value, found ${JSON.stringify(entry)}`);
  return entry;
};

const complete = suite({
  cells: [
    ...threeSeeds('a', 'none', [0.9, 0.92, 0.94]),
    ...threeSeeds('a', 'flip', [0.7, 0.6, 0.8]),
    ...threeSeeds('b', 'none', [0.91, 0.91, 0.91]),
    ...threeSeeds('b', 'flip', [0.8, 0.7, 0.9]),
  ],
});

describe('the table of the last epoch', () => {
  it('shows mean and sample standard deviation over seeds', () => {
    const entry = valueAt(accuracyTable(complete), 0, 0);
    expect(entry.mean).toBeCloseTo(0.92, 12);
    expect(entry.deviation).toBeCloseTo(0.02, 12);
    expect(entry.note).toBeUndefined();
  });

  it('takes the mean over columns for each seed, then over seeds', () => {
    const entry = valueAt(accuracyTable(complete), 0, 2);
    expect(entry.mean).toBeCloseTo((0.92 + 0.7) / 2, 12);
    // per seed: 0.80, 0.76, 0.87
    expect(entry.deviation).toBeCloseTo(Math.sqrt((0.01 ** 2 + 0.05 ** 2 + 0.06 ** 2) / 2), 12);
  });

  it('marks the best mean of each column', () => {
    const model = accuracyTable(complete);
    expect([0, 1, 2].map((column) => valueAt(model, 0, column).best)).toEqual([true, false, false]);
    expect([0, 1, 2].map((column) => valueAt(model, 1, column).best)).toEqual([false, true, true]);
  });

  it('marks every entry of a tie, as far as the shown digits tell', () => {
    const tied = accuracyTable(
      suite({
        cells: [...threeSeeds('a', 'none', [0.9, 0.9, 0.9]), ...threeSeeds('b', 'none', [0.9001, 0.9001, 0.9])],
      }),
    );
    expect(valueAt(tied, 0, 0).best).toBe(true);
    expect(valueAt(tied, 1, 0).best).toBe(true);
  });

  it('says which seeds are missing, and neither ranks nor averages what lacks some', () => {
    const model = accuracyTable(
      suite({
        cells: [
          ...threeSeeds('a', 'none', [0.99, 0.99]),
          ...threeSeeds('a', 'flip', [0.7, 0.6, 0.8]),
          ...threeSeeds('b', 'none', [0.5, 0.5, 0.5]),
          ...threeSeeds('b', 'flip', [0.5, 0.5, 0.5]),
        ],
      }),
    );
    expect(valueAt(model, 0, 0)).toMatchObject({ note: '2 of 3 seeds', best: false });
    expect(entries(model, 0)[2]).toEqual({ kind: 'missing', reason: 'incomplete' });
    expect(valueAt(model, 1, 2).mean).toBeCloseTo(0.5, 12);
  });

  it('has no ranks where one row alone could have one', () => {
    const model = accuracyTable(suite({ cells: threeSeeds('a', 'none', [0.9, 0.8, 0.7]) }));
    expect(model.columns.map(({ group }) => group)).not.toContain('mean rank');
    expect(model.notes.join(' ')).not.toContain('rank');
  });

  it('tells failed cells from unfinished ones and from those not begun', () => {
    const begun = { phase: 'train', epoch: 0, epochs: 9, learningRate: 0.1, extra: {} };
    const epochs = [{ ...begun, train: evaluation(0.1), validation: undefined, test: evaluation(0.1) }];
    const reasons = (cells: Parameters<typeof suite>[0]['cells']) =>
      entries(accuracyTable(suite({ cells: cells! })), 0)[0];
    const allFailed = [0, 1, 2].map((seed) => failedCell('a', 'none', seed));
    expect(reasons([])).toEqual({ kind: 'missing', reason: 'not begun' });
    expect(reasons([cell('a', 'none', 0, { epochs })])).toEqual({ kind: 'missing', reason: 'unfinished' });
    expect(reasons(allFailed)).toEqual({ kind: 'missing', reason: 'failed' });
    expect(reasons(allFailed.slice(0, 1))).toEqual({ kind: 'missing', reason: '1 of 3 failed' });
    expect(reasons([finished('a', 'none', 0, 0.5), ...allFailed.slice(1)])).toMatchObject({ note: '2 of 3 failed' });
    expect(reasons([finished('a', 'none', 0, 0.5), ...allFailed.slice(1, 2)])).toMatchObject({
      note: '1 of 3 seeds, 1 of 3 failed',
    });
  });

  it('shows no deviation for one seed, and says so', () => {
    const model = accuracyTable(suite({ seeds: [7], cells: [finished('a', 'none', 7, 0.5)] }));
    expect(valueAt(model, 0, 0)).toMatchObject({ mean: 0.5, deviation: undefined });
    expect(model.notes).toContain('One seed: no deviation is known.');
    expect(renderTerminalTable(model, { colors: false })).not.toContain('±');
  });
});

describe('the table of further test sets', () => {
  it('has a column a setting and set, and does not exist without', () => {
    const tested = (method: string, seed: number, accuracy: number) =>
      cell(method, 'none', seed, { summary: summary(0.5, { otherTests: { elsewhere: { loss: 1, accuracy } } }) });
    const cells = [tested('a', 0, 0.25), tested('a', 1, 0.75), finished('b', 'none', 0, 0.5)];
    const model = otherTestsTable(suite({ seeds: [0, 1], cells }))!;
    expect(model.columns.map(fullHeading)[0]).toMatch(/: elsewhere$/);
    expect(valueAt(model, 0, 0).mean).toBe(0.5);
    expect(entries(model, 1)[0]).toEqual({ kind: 'none' });
    expect(tablesOf(suite({ seeds: [0, 1], cells })).map(({ id }) => id)).toContain('other-tests');
    expect(otherTestsTable(complete)).toBeUndefined();
  });
});

describe('the table of noise detection', () => {
  const detecting = (method: string, sampleWeights: number | undefined, arrays = {}) =>
    cell(method, 'flip', 0, {
      summary: summary(0.5, {
        noiseDetection: {
          sampleWeights,
          probingLoss: undefined,
          withinClasses: { sampleWeights: sampleWeights && 0.625, probingLoss: undefined },
        },
      }),
      arrays,
    });

  it('has the methods that find something, in the settings with mislabelled samples', () => {
    const cells = [finished('a', 'none', 0, 0.5), detecting('a', undefined), detecting('b', 0.875)];
    const model = detectionTable(suite({ seeds: [0], cells }))!;
    expect(model.columns.map(fullHeading)).toEqual([
      'setting',
      'AUC: weights',
      'AUC: raw loss',
      'AUC within given classes: weights',
      'AUC within given classes: raw loss',
      'weight: clean',
      'weight: mislabelled',
    ]);
    expect(model.rows.map(({ label }) => label)).toEqual(['method b']);
    expect(entries(model, 0)[0]).toEqual({ kind: 'text', text: 'flip 0.4' });
    expect(valueAt(model, 0, 1).mean).toBe(0.875);
    expect(valueAt(model, 0, 3).mean).toBe(0.625);
  });

  it('does not exist without, and says where the truth is not known', () => {
    expect(detectionTable(complete)).toBeUndefined();
    const weighted = summary(0.5, { meanWeight: { clean: 0.5, mislabelled: undefined } });
    const model = detectionTable(suite({ seeds: [0], cells: [cell('a', 'flip', 0, { summary: weighted })] }))!;
    expect(entries(model, 0)[1]).toEqual({ kind: 'missing', reason: 'truth not known' });
    expect(model.notes.join(' ')).toContain('not known for flip 0.4');
  });
});

describe('the choice of an epoch', () => {
  const bestOnValidation = { ...evaluation(0.625), epoch: 3 };
  const bestOnTest = { ...evaluation(0.75), epoch: 4 };
  const best = (own: object) => suite({ seeds: [0], cells: [cell('a', 'none', 0, { summary: summary(0.5, own) })] });
  const titles = (results: ReturnType<typeof suite>) => tablesOf(results).map(({ id }) => id);

  it('is the last one, and each that the suite makes', () => {
    expect(titles(complete)).toEqual(['accuracy']);
    expect(titles(best({ bestOnValidation }))).toEqual(['accuracy', 'accuracy-best-on-validation']);
    expect(valueAt(accuracyTable(best({ bestOnValidation }), 'best-on-validation'), 0, 0).mean).toBe(0.625);
  });

  it('on test is marked', () => {
    const table = accuracyTable(best({ bestOnTest }), 'best-on-test');
    expect(table.title).toContain('best epoch on test‡');
    expect(valueAt(table, 0, 0).mean).toBe(0.75);
    expect(table.notes.some((note) => note.startsWith('‡'))).toBe(true);
  });

  it('that no cell made is a mistake that says what to write', () => {
    expect(() => tablesOf(complete, 'best-on-test')).toThrow(/no finished cell has its best on test epoch/);
    expect(tablesOf(best({ bestOnTest }), 'best-on-test').map(({ id }) => id)).toEqual(['accuracy-best-on-test']);
  });
});

describe('renderings', () => {
  const model = accuracyTable(realisticResults());

  it('terminal', () => {
    expect(renderTerminalTable(model, { colors: false })).toMatchSnapshot();
  });

  it('Markdown', () => {
    expect(renderMarkdownTable(model)).toMatchSnapshot();
  });

  it.each([100, 120])('the terminal table keeps to %i columns', (width) => {
    for (const line of renderTerminalTable(model, { colors: true, width }).split('\n')) {
      expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  it('aligns ± within a column', () => {
    const lines = renderTerminalTable(accuracyTable(complete), { colors: false }).split('\n');
    const places = lines
      .filter((line) => line.startsWith('method ') && line.includes('±'))
      .map((line) => line.indexOf('±'));
    expect(places).toHaveLength(2);
    expect(new Set(places).size).toBe(1);
  });

  it('prints the best bold with colours, and starred without', () => {
    const bold = '\u001b[1m';
    const body = (text: string) => text.split('\n').slice(1).join('\n');
    expect(body(renderTerminalTable(accuracyTable(complete), { colors: true }))).toContain(`${bold}92.0 ± 2.0`);
    const plain = renderTerminalTable(accuracyTable(complete), { colors: false });
    expect(plain).toContain('92.0 ± 2.0*');
    expect(plain).not.toContain('\u001b');
  });

  it.each([
    [{ NO_COLOR: undefined }, true],
    [{ NO_COLOR: '1' }, false],
  ])('by default heeds %o', (environment, colored) => {
    const script = `
      import { renderTerminalTable } from './packages/report/src/table/terminal.ts';
      process.stdout.write(renderTerminalTable({ id: 'x', title: 'title', rowHeading: 'row', columns: [], rows: [], notes: [] }));`;
    const output = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: path.join(import.meta.dirname, '../../..'),
      env: { ...process.env, FORCE_COLOR: '1', ...environment },
      encoding: 'utf8',
    });
    expect(output).toContain('title');
    expect(output.includes('\u001b[')).toBe(colored);
  });

  it('marks rows that use the trusted meta set', () => {
    expect(renderMarkdownTable(accuracyTable(complete))).toContain('| method b † |');
    expect(renderHtmlTable(accuracyTable(complete))).toContain('method b\u00a0†');
  });

  it('lets no label end a cell, become markup or steer the terminal', () => {
    const hostile = accuracyTable(
      suite({ methods: [{ id: 'a', label: '<script>|\n\u001b[31m*b*', usesMetaSet: false }] }),
    );
    expect(renderMarkdownTable(hostile)).not.toContain('<script>');
    expect(renderMarkdownTable(hostile)).toContain(String.raw`&lt;script>\| `);
    expect(renderHtmlTable(hostile)).not.toContain('<script>');
    expect(renderTerminalTable(hostile, { colors: false })).not.toContain('\u001b');
  });
});
