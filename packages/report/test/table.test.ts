import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { chosenEpochTable, lastEpochTable } from '../src/table/build.ts';
import { renderHtmlTable } from '../src/table/html.ts';
import { renderMarkdownTable } from '../src/table/markdown.ts';
import type { Entry, TableModel, ValueEntry } from '../src/table/model.ts';
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
    const entry = valueAt(lastEpochTable(complete), 0, 0);
    expect(entry.mean).toBeCloseTo(0.92, 12);
    expect(entry.deviation).toBeCloseTo(0.02, 12);
    expect(entry.note).toBeUndefined();
  });

  it('takes the mean over columns for each seed, then over seeds', () => {
    const entry = valueAt(lastEpochTable(complete), 0, 2);
    expect(entry.mean).toBeCloseTo((0.92 + 0.7) / 2, 12);
    // per seed: 0.80, 0.76, 0.87
    expect(entry.deviation).toBeCloseTo(Math.sqrt((0.01 ** 2 + 0.05 ** 2 + 0.06 ** 2) / 2), 12);
  });

  it('marks the best mean of each column', () => {
    const model = lastEpochTable(complete);
    expect([0, 1, 2].map((column) => valueAt(model, 0, column).best)).toEqual([true, false, false]);
    expect([0, 1, 2].map((column) => valueAt(model, 1, column).best)).toEqual([false, true, true]);
  });

  it('marks every entry of a tie, as far as the shown digits tell', () => {
    const tied = lastEpochTable(
      suite({
        cells: [...threeSeeds('a', 'none', [0.9, 0.9, 0.9]), ...threeSeeds('b', 'none', [0.9001, 0.9001, 0.9])],
      }),
    );
    expect(valueAt(tied, 0, 0).best).toBe(true);
    expect(valueAt(tied, 1, 0).best).toBe(true);
  });

  it('says which seeds are missing, and neither ranks nor averages what lacks some', () => {
    const model = lastEpochTable(
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

  it('tells failed cells from unfinished ones and from those not begun', () => {
    const begun = { phase: 'train', epoch: 0, epochs: 9, learningRate: 0.1, extra: {} };
    const epochs = [{ ...begun, train: evaluation(0.1), validation: undefined, test: evaluation(0.1) }];
    const reasons = (cells: Parameters<typeof suite>[0]['cells']) =>
      entries(lastEpochTable(suite({ cells: cells! })), 0)[0];
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
    const model = lastEpochTable(suite({ seeds: [7], cells: [finished('a', 'none', 7, 0.5)] }));
    expect(valueAt(model, 0, 0)).toMatchObject({ mean: 0.5, deviation: undefined });
    expect(model.notes).toContain('One seed: no deviation is known.');
    expect(renderTerminalTable(model, { colors: false })).not.toContain('±');
  });

  it('adds noise detection to corruptions with mislabelled samples alone', () => {
    const detecting = (method: string, sampleWeights: number | undefined) =>
      cell(method, 'flip', 0, { summary: summary(0.5, { noiseDetection: { sampleWeights, probingLoss: undefined } }) });
    const model = lastEpochTable(
      suite({ seeds: [0], cells: [finished('a', 'none', 0, 0.5), detecting('a', undefined), detecting('b', 0.875)] }),
    );
    expect(model.columns.map(({ group, heading }) => `${group}: ${heading}`)).toEqual([
      'no noise: accuracy, %',
      'flip 0.4: accuracy, %',
      'flip 0.4: AUC, weights',
      'flip 0.4: AUC, raw loss',
      'mean over corruptions: accuracy, %',
    ]);
    expect(entries(model, 0).slice(2, 4)).toEqual([{ kind: 'none' }, { kind: 'none' }]);
    expect(valueAt(model, 1, 2).mean).toBe(0.875);
  });

  it('has no such columns where the truth is not known', () => {
    expect(lastEpochTable(complete).columns.filter(({ unit }) => unit === 'area')).toEqual([]);
  });
});

describe('the table of chosen epochs', () => {
  it('does not exist where no epoch was chosen', () => {
    expect(chosenEpochTable(complete)).toBeUndefined();
  });

  it('shows the choice on test only when the suite made it, and marks it', () => {
    const best = (own: object) => suite({ seeds: [0], cells: [cell('a', 'none', 0, { summary: summary(0.5, own) })] });
    const bestOnValidation = { ...evaluation(0.625), epoch: 3 };
    const bestOnTest = { ...evaluation(0.75), epoch: 4 };
    const onValidation = chosenEpochTable(best({ bestOnValidation }))!;
    expect(onValidation.columns.some(({ heading }) => heading.includes('test'))).toBe(false);
    expect(valueAt(onValidation, 0, 0).mean).toBe(0.625);
    const both = chosenEpochTable(best({ bestOnValidation, bestOnTest }))!;
    expect(both.columns[1]!.heading).toBe('best on test‡, %');
    expect(valueAt(both, 0, 1).mean).toBe(0.75);
    expect(both.notes.some((note) => note.startsWith('‡'))).toBe(true);
  });
});

describe('renderings', () => {
  const model = lastEpochTable(realisticResults());

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
    const lines = renderTerminalTable(lastEpochTable(complete), { colors: false }).split('\n');
    const places = lines
      .filter((line) => line.startsWith('method ') && line.includes('±'))
      .map((line) => line.indexOf('±'));
    expect(places).toHaveLength(2);
    expect(new Set(places).size).toBe(1);
  });

  it('prints the best bold with colours, and starred without', () => {
    const bold = '\u001b[1m';
    const body = (text: string) => text.split('\n').slice(1).join('\n');
    expect(body(renderTerminalTable(lastEpochTable(complete), { colors: true }))).toContain(`${bold}92.0 ± 2.0`);
    const plain = renderTerminalTable(lastEpochTable(complete), { colors: false });
    expect(plain).toContain('92.0 ± 2.0*');
    expect(plain).not.toContain('\u001b');
  });

  it.each([
    [{ NO_COLOR: undefined }, true],
    [{ NO_COLOR: '1' }, false],
  ])('by default heeds %o', (environment, colored) => {
    const script = `
      import { renderTerminalTable } from './packages/report/src/table/terminal.ts';
      process.stdout.write(renderTerminalTable({ title: 'title', columns: [], rows: [], notes: [] }));`;
    const output = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      cwd: path.join(import.meta.dirname, '../../..'),
      env: { ...process.env, FORCE_COLOR: '1', ...environment },
      encoding: 'utf8',
    });
    expect(output).toContain('title');
    expect(output.includes('\u001b[')).toBe(colored);
  });

  it('marks rows that use the trusted meta set', () => {
    expect(renderMarkdownTable(lastEpochTable(complete))).toContain('| method b † |');
    expect(renderHtmlTable(lastEpochTable(complete))).toContain('method b †');
  });

  it('lets no label end a cell, become markup or steer the terminal', () => {
    const hostile = lastEpochTable(
      suite({ methods: [{ id: 'a', label: '<script>|\n\u001b[31m*b*', usesMetaSet: false }] }),
    );
    expect(renderMarkdownTable(hostile)).not.toContain('<script>');
    expect(renderMarkdownTable(hostile)).toContain(String.raw`&lt;script>\| `);
    expect(renderHtmlTable(hostile)).not.toContain('<script>');
    expect(renderTerminalTable(hostile, { colors: false })).not.toContain('\u001b');
  });
});
