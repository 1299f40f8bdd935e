import { UserError } from '@ballast/core';
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { figureFiles } from '../src/figures/figures.ts';
import { renderCsv } from '../src/table/csv.ts';
import { renderJson } from '../src/table/json.ts';
import { escapeLatex, renderLatexTable } from '../src/table/latex.ts';
import { requireChoice } from '../src/table/measures.ts';
import type { TableModel } from '../src/table/model.ts';
import { tablesOf } from '../src/table/tables.ts';
import { cell, suite, summary } from './fixtures/build.ts';
import { completeResults } from './fixtures/realistic.ts';

/** RFC 4180, as a reader of such files has it. */
function parseCsv(text: string): string[][] {
  const fields = [...text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)];
  const rows: string[][] = [[]];
  for (const [, field = '', end] of fields) {
    rows.at(-1)!.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

const hostileLabels = ['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', 'a,"b"\nc', '<b>&</b>'];
const hostile = suite({
  seeds: [0],
  methods: hostileLabels.map((label, index) => ({ id: String(index), label, usesMetaSet: false })),
  cells: hostileLabels.map((_, index) => cell(String(index), 'none', 0, { summary: summary(0.5) })),
});

describe('CSV', () => {
  it('has every entry with all its digits, and reads back', () => {
    const results = suite({ seeds: [0], cells: [cell('a', 'none', 0, { summary: summary(0.123456789) })] });
    const [head, first] = parseCsv(renderCsv(tablesOf(results)));
    expect(head).toEqual([
      ...['table', 'row', 'marks', 'column', 'unit', 'mean', 'deviation', 'best', 'verdict', 'text'],
    ]);
    expect(first).toEqual(['accuracy', 'method a', '', 'no noise', 'fraction', '0.123456789', '', '', '', '12.3']);
  });

  it('has no field that a spreadsheet would compute, and loses no label', () => {
    const rows = parseCsv(renderCsv(tablesOf(hostile)));
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([10]));
    for (const field of rows.flat()) expect(field).not.toMatch(/^[=+\-@\t\r\n](?!\d+(\.\d+)?$)/);
    const labels = new Set(rows.map(([, label = '']) => label.replace(/^'/, '')));
    for (const label of hostileLabels) expect(labels).toContain(label);
  });

  it('is whole for a suite with everything', () => {
    const tables = tablesOf(completeResults());
    const entries = tables.reduce((sum, { rows, columns }) => sum + rows.length * columns.length, 0);
    expect(parseCsv(renderCsv(tables))).toHaveLength(entries + 1);
  });
});

describe('JSON', () => {
  it('has the tables as they are', () => {
    const tables = tablesOf(completeResults());
    const text = JSON.stringify({ tables }).replaceAll(/"unit":"(percent|points)"/g, '"unit":"fraction"');
    expect(JSON.parse(renderJson(tables))).toEqual(JSON.parse(text));
    expect(tables.map(({ id }) => id)).toEqual([
      ...['accuracy', 'accuracy-best-on-validation', 'published', 'significance', 'detection'],
    ]);
  });
});

describe('LaTeX', () => {
  it('escapes what is special to it', () => {
    expect(escapeLatex(String.raw`50 % of $x_1 & {y} #2 \input{a} ~^ <>|`)).toBe(
      String.raw`50 \% of \$x\_1 \& \{y\} \#2 \textbackslash{}input\{a\} \textasciitilde{}\textasciicircum{} \textless{}\textgreater{}\textbar{}`,
    );
    expect(escapeLatex('a\n\nb\u0007')).toBe('a b');
  });

  it('has as many cells in every line as its columns, balanced braces, and the best in bold', () => {
    for (const table of [...tablesOf(completeResults()), ...tablesOf(hostile)]) {
      const latex = renderLatexTable(table);
      const unescaped = latex.replaceAll(/\\[\\&%$#_{}]/g, (pair) => (pair === '\\\\' ? pair : ''));
      expect(unescaped.split('{').length).toBe(unescaped.split('}').length);
      for (const line of unescaped.split('\n').filter((text) => text.endsWith(String.raw`\\`))) {
        expect(cellsOf(line)).toBe(table.columns.length + 1);
      }
    }
    expect(renderLatexTable(tablesOf(completeResults())[0]!)).toMatch(/\\textbf\{\d\d\.\d \$\\pm\$ \d\.\d\}/);
  });
});

function cellsOf(line: string): number {
  const spans = [...line.matchAll(/\\multicolumn\{(\d+)\}/g)].reduce((sum, [, span]) => sum + Number(span) - 1, 0);
  return line.split('&').length + spans;
}

describe('a table of no rows', () => {
  const empty: TableModel = { id: 'x', title: 'x', rowHeading: 'x', columns: [], rows: [], notes: [] };
  it('renders', () => {
    expect(renderLatexTable(empty)).toContain('tabular');
    expect(renderCsv([empty])).toMatch(/^table,/);
  });
});

describe('a choice of epoch that no cell made', () => {
  it('is answered with what to write', () => {
    expect(() => requireChoice(suite({}), 'best-on-test')).toThrow(UserError);
  });
});

const python = spawnSync('python3', ['--version']).status === 0;
if (!python) console.warn('skipped: figures by another XML parser (install python3 to run it)');

describe.skipIf(!python)('figures as files', () => {
  it('are well-formed XML for another parser', () => {
    const script = 'import sys, json, xml.dom.minidom as x; [x.parseString(s.encode()) for s in json.load(sys.stdin)]';
    const input = JSON.stringify([...figureFiles(completeResults()).values()]);
    const { status, stderr } = spawnSync('python3', ['-c', script], { input, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
