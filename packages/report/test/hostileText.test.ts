import type { SuiteResults } from '@ballast/suite';
import { describe, expect, it } from 'vitest';
import { figureFiles } from '../src/figures/figures.ts';
import { renderReport } from '../src/report/renderReport.ts';
import { renderCsv } from '../src/table/csv.ts';
import { renderHtmlTable } from '../src/table/html.ts';
import { renderLatexTable } from '../src/table/latex.ts';
import { renderMarkdownTable } from '../src/table/markdown.ts';
import { renderTerminalTable } from '../src/table/terminal.ts';
import { tablesOf } from '../src/table/tables.ts';
import { completeResults } from './fixtures/realistic.ts';

const evil = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '=cmd|"/c calc"!A1',
  '@SUM(1+1)*cmd',
  '\u001b]0;title\u0007\u001b[2J',
  'a\nb\r\nc',
  '${jndi:ldap://x}',
  '__proto__',
  '\\input{/etc/passwd}',
  ']]>--><svg onload=alert(1)>',
  '\u202eright to left',
];

let next = 0;
const evilText = (): string => evil[next++ % evil.length] as string;

/** Results with everything that a person names made hostile: titles, labels, classes, axes, messages, logs. */
function hostileResults() {
  const results = completeResults();
  return {
    ...results,
    name: evilText(),
    title: evilText(),
    description: evilText(),
    limits: evil,
    classNames: results.classNames.map(evilText),
    methods: results.methods.map((method) => ({ ...method, label: evilText() })),
    corruptions: results.corruptions.map((corruption) => ({ ...corruption, label: evilText() })),
    axes: results.axes.map((axis) => ({
      ...axis,
      label: evilText(),
      values: axis.values.map((value) => ({ ...value, label: evilText() })),
    })),
    published: results.published.map((number) => ({ ...number, paper: evilText(), table: evilText(), url: 'javascript:alert(1)' })), // prettier-ignore
    cells: results.cells.map((cell) =>
      cell.failure === undefined
        ? cell
        : { ...cell, failure: { message: evil.join(' '), logTail: evil.join('\n'), rerun: evilText() } },
    ),
  };
}

/** Each text in each place. */
const everyTurn = evil.map((_, turn) => {
  next = turn;
  return hostileResults();
});
const hostile = everyTurn[0] as SuiteResults;
const figures = figureFiles(hostile);

/** Tags and attributes as a browser would see them. */
function tagsOf(markup: string): string[] {
  return markup.match(/<[a-z!/][^>]*>/gi) ?? [];
}

function requireHarmless(markup: string): void {
  for (const tag of tagsOf(markup)) {
    expect(tag).not.toMatch(/^<(script|img|iframe|object|embed|link|base|form)/i);
    expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/\son[a-z]+\s*=/i);
    expect(tag).not.toMatch(/(href|src)\s*=\s*"(?!#|https?:)/i);
  }
}

describe('names that a person chose', () => {
  it('are text in the report, and in it no link runs anything', () => {
    requireHarmless(renderReport(hostile));
  });

  it('are text in every figure and table', () => {
    for (const svg of figures.values()) {
      requireHarmless(svg);
      expect(svg).not.toContain('\u001b');
    }
    for (const results of everyTurn) {
      for (const table of tablesOf(results)) requireHarmless(renderHtmlTable(table));
    }
  });

  it('are no path in the names of figure files', () => {
    for (const name of figures.keys()) expect(name).toMatch(/^[\w.+=,-]+\.svg$/);
  });

  it('are no formula in CSV, no command in LaTeX, no line break in Markdown, no control sequence in a terminal', () => {
    for (const results of everyTurn) {
      const tables = tablesOf(results);
      for (const line of renderCsv(tables).split('\r\n')) expect(line).not.toMatch(/(^|,)"?[=@\t]/);
      for (const table of tables) {
        expect(renderLatexTable(table)).not.toContain('\\input');
        expect(renderMarkdownTable(table)).not.toMatch(/<(script|img|svg)/);
        expect(renderTerminalTable(table, { width: 100 })).not.toMatch(/[\u0007\u001b]\[?2J|\u0007/);
      }
    }
  });
});
