import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ballast, suiteInTemporaryFolder } from './support.ts';

const suite = `title: Tiny
dataset: digits
data: { meta: { perClass: 3 }, validation: { fraction: 0.1 } }
model: { type: mlp, hidden: [8] }
seeds: [0]
corruptions:
  none: { label: '=1+1, "none"' }
  flip2: { label: 'flip2 0.4', noise: { type: flip2, rate: 0.4 } }
methodDefaults: { epochs: 1, batchSize: 256 }
methods:
  cross-entropy: { type: plain }
`;

describe('ballast table and ballast report', () => {
  let folder = '';
  beforeAll(async () => {
    folder = suiteInTemporaryFolder(suite);
    expect(await ballast(folder, 'run', '.')).toMatchObject({ code: 0 });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['markdown', '| cross-entropy |'],
    ['latex', String.raw`\begin{tabular}{lrrr}`],
    ['csv', 'table,row,marks,column,unit,mean,deviation,best,verdict,text\r\n'],
    ['json', '"id": "accuracy-best-on-validation"'],
  ])('print tables as %s', async (format, expected) => {
    const { code, stdout } = await ballast(folder, 'table', '.', '--format', format);
    expect(code).toBe(0);
    expect(stdout).toContain(expected);
    if (format === 'csv') expect(stdout).toContain(`"'=1+1, ""none"""`);
  });

  it('write them to a file, at the epoch that is asked for', async () => {
    const file = join(folder, 'table.json');
    const choice = ['--measure', 'best-on-validation', '--format', 'json', '--output', file];
    expect(await ballast(folder, 'table', '.', ...choice)).toMatchObject({ code: 0, stdout: '' });
    const { tables } = JSON.parse(readFileSync(file, 'utf8')) as { tables: { id: string }[] };
    expect(tables.map(({ id }) => id)).toEqual(['accuracy-best-on-validation', 'detection']);
  });

  it('refuse an epoch that the suite does not choose, and say what to write', async () => {
    const { code, stderr } = await ballast(folder, 'table', '.', '--measure', 'best-on-test');
    expect(code).not.toBe(0);
    expect(stderr).toContain('selection: { bestOnTest: true }');
    expect(stderr).not.toContain('    at ');
  });

  it('write the report and its figures where they are asked to', async () => {
    const [file, figures] = [join(folder, 'my.html'), join(folder, 'figures')];
    const { code, stdout } = await ballast(folder, 'report', '.', '--output', file, '--figures', figures);
    expect(code).toBe(0);
    expect(stdout).toContain('figures: figures');
    expect(existsSync(file)).toBe(true);
    expect(readdirSync(figures)).toContain('accuracy-by-noise-rate.svg');
    expect(readdirSync(figures)).toContain('confusion--flip2.svg');
  });
});
