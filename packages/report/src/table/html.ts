import { html, type Html } from '../html.ts';
import { boldMeaning, formatDeviation, formatEntry, formatNumber, rowLabel } from './format.ts';
import { groupsOf, hasHeadings, type ColumnGroup } from './header.ts';
import { verdictMarks } from './marks.ts';
import type { Column, Entry, TableModel, ValueEntry } from './model.ts';

/** A table element with its caption and footnotes; the best of a column is `<strong>`. */
export function renderHtmlTable(table: TableModel): string {
  return htmlTable(table).markup;
}

export function htmlTable(table: TableModel): Html {
  const { title, rowHeading, columns, rows, notes } = table;
  const bold = boldMeaning(table);
  const body = rows.map(
    (row) =>
      html`<tr>
        <th scope="row">${rowLabel(row, '\u00a0')}</th>
        ${columns.map((column, index) => htmlEntry(row.entries[index], column))}
      </tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}">
      <table class="results">
        <caption>
          ${title}
        </caption>
        <thead>
          ${headerRows(rowHeading, columns)}
        </thead>
        <tbody>
          ${body}
        </tbody>
      </table>
    </div>
    <ul class="notes">
      ${[...notes, ...(bold === undefined ? [] : [`Bold: ${bold}.`])].map((note) => html`<li>${note}</li>`)}
    </ul>`;
}

function headerRows(rowHeading: string, columns: readonly Column[]): Html {
  if (!hasHeadings(columns)) {
    return html`<tr>
      <th scope="col">${rowHeading}</th>
      ${columns.map(({ group, unit }) => html`<th scope="col" class="${alignment(unit)}">${group}</th>`)}
    </tr>`;
  }
  const below = columns.filter(({ heading }) => heading !== '');
  return html`<tr>
      <th rowspan="2" scope="col">${rowHeading}</th>
      ${groupsOf(columns).map(groupHeading)}
    </tr>
    <tr>
      ${below.map(({ heading }) => html`<th scope="col">${heading}</th>`)}
    </tr>`;
}

function groupHeading({ group, columns }: ColumnGroup): Html {
  const [first] = columns;
  return first?.heading === ''
    ? html`<th rowspan="2" scope="col" class="${alignment(first.unit)}">${group}</th>`
    : html`<th colspan="${columns.length}" scope="colgroup">${group}</th>`;
}

function alignment(unit: Column['unit']): string {
  return unit === undefined ? 'text' : 'number';
}

function htmlEntry(entry: Entry | undefined, { unit }: Column): Html {
  if (entry === undefined) return html`<td></td>`;
  switch (entry.kind) {
    case 'none':
      return html`<td class="none">—</td>`;
    case 'text':
      return html`<td class="text">${entry.text}</td>`;
    case 'missing':
      return html`<td class="missing">${formatEntry(entry, unit)}</td>`;
    case 'value': {
      const note = entry.note === undefined ? undefined : html` <span class="missing">${entry.note}</span>`;
      return html`<td>${htmlValue(entry, unit)}${verdictSymbol(entry)}${note}</td>`;
    }
  }
}

function verdictSymbol({ verdict }: ValueEntry): Html | undefined {
  if (verdict === undefined) return undefined;
  return html`<span class="verdict ${verdict}" role="img" aria-label="significantly ${verdict}">
    ${verdictMarks[verdict]}</span
  >`;
}

function htmlValue(entry: ValueEntry, unit: Column['unit']): Html {
  const centre = formatNumber(entry.mean, unit);
  const spread =
    entry.deviation === undefined
      ? undefined
      : html`<span class="deviation"> ± ${formatDeviation(entry.deviation, unit)}</span>`;
  return entry.best ? html`<strong>${centre}${spread}</strong>` : html`${centre}${spread}`;
}
