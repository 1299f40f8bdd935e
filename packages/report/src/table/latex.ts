import { formatDeviation, formatEntry, formatNumber, rowLabel } from './format.ts';
import { groupsOf, hasHeadings } from './header.ts';
import type { Column, Entry, Row, TableModel, ValueEntry } from './model.ts';

/** A LaTeX `table` with booktabs rules; needs `\usepackage{booktabs}`, and UTF-8 as every LaTeX since 2018 has it. */
export function renderLatexTable({ id, title, rowHeading, columns, rows, notes }: TableModel): string {
  return [
    String.raw`\begin{table}`,
    String.raw`  \centering`,
    String.raw`  \caption{${escapeLatex(title)}}`,
    String.raw`  \label{tab:${id}}`,
    String.raw`  \begin{tabular}{l${columns.map(alignment).join('')}}`,
    String.raw`    \toprule`,
    ...headerLines(rowHeading, columns).map(indented),
    String.raw`    \midrule`,
    ...rows.map((row) => indented(bodyLine(row, columns))),
    String.raw`    \bottomrule`,
    String.raw`  \end{tabular}`,
    ...notes.map((note) => String.raw`  \par\smallskip\footnotesize ${escapeLatex(note)}`),
    String.raw`\end{table}`,
    '',
  ].join('\n');
}

function alignment({ unit }: Column): string {
  return unit === undefined ? 'l' : 'r';
}

const indented = (line: string): string => `    ${line}`;

function headerLines(rowHeading: string, columns: readonly Column[]): string[] {
  if (!hasHeadings(columns)) return [line([rowHeading, ...columns.map(({ group }) => group)].map(escapeLatex))];
  const groups = groupsOf(columns).map(
    ({ group, columns: { length } }) => String.raw`\multicolumn{${String(length)}}{c}{${escapeLatex(group)}}`,
  );
  return [line(['', ...groups]), line([rowHeading, ...columns.map(({ heading }) => heading)].map(escapeLatex))];
}

function bodyLine(row: Row, columns: readonly Column[]): string {
  return line([escapeLatex(rowLabel(row)), ...columns.map((column, index) => latexEntry(row.entries[index], column))]);
}

function latexEntry(entry: Entry | undefined, { unit }: Column): string {
  if (entry === undefined) return '';
  if (entry.kind !== 'value') return escapeLatex(formatEntry(entry, unit));
  const value = latexValue(entry, unit);
  const verdict = entry.verdict === undefined ? '' : verdicts[entry.verdict];
  const note = entry.note === undefined ? '' : ` (${escapeLatex(entry.note)})`;
  return (entry.best ? String.raw`\textbf{${value}}` : value) + verdict + note;
}

function latexValue({ mean, deviation }: ValueEntry, unit: Column['unit']): string {
  const centre = escapeLatex(formatNumber(mean, unit));
  return deviation === undefined ? centre : String.raw`${centre} $\pm$ ${formatDeviation(deviation, unit)}`;
}

const verdicts = { better: String.raw` $\blacktriangle$`, worse: String.raw` $\blacktriangledown$` } as const;

function line(cells: readonly string[]): string {
  return String.raw`${cells.join(' & ')} \\`;
}

const replacements: Readonly<Record<string, string>> = {
  '\\': String.raw`\textbackslash{}`,
  '~': String.raw`\textasciitilde{}`,
  '^': String.raw`\textasciicircum{}`,
  '<': String.raw`\textless{}`,
  '>': String.raw`\textgreater{}`,
  '|': String.raw`\textbar{}`,
  '"': String.raw`\textquotedbl{}`,
  '\u2212': '$-$',
  '±': String.raw`$\pm$`,
  '×': String.raw`$\times$`,
  '⁵': '$^5$',
  '…': String.raw`\dots{}`,
  '—': '---',
  '†': String.raw`\dag{}`,
  '‡': String.raw`\ddag{}`,
  '§': String.raw`\S{}`,
  '¶': String.raw`\P{}`,
  '▲': String.raw`$\blacktriangle$`,
  '▼': String.raw`$\blacktriangledown$`,
};

/** Labels come from configs: nothing in them may be a command, end a cell or start a paragraph. */
export function escapeLatex(text: string): string {
  const printable = text.replace(/\s+/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '');
  return Array.from(printable, (character) => replacements[character] ?? escapeSpecial(character)).join('');
}

function escapeSpecial(character: string): string {
  return '&%$#_{}'.includes(character) ? `\\${character}` : character;
}
