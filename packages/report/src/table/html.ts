import { html, type Html } from '../html.ts';
import { formatEntry, formatNumber, rowLabel } from './format.ts';
import type { Column, Entry, TableModel, ValueEntry } from './model.ts';

/** A table element with its caption and footnotes; the best of a column is `<strong>`. */
export function renderHtmlTable(table: TableModel): string {
  return htmlTable(table).markup;
}

export function htmlTable({ title, columns, rows, notes }: TableModel): Html {
  const body = rows.map(
    (row) =>
      html`<tr>
        <th scope="row">${rowLabel(row)}</th>
        ${columns.map((column, index) => htmlEntry(row.entries[index], column))}
      </tr>`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}">
      <table class="results">
        <caption>
          ${title}
        </caption>
        <thead>
          <tr>
            <th rowspan="2" scope="col">method</th>
            ${groupsOf(columns).map(({ group, span }) => html`<th colspan="${span}" scope="colgroup">${group}</th>`)}
          </tr>
          <tr>
            ${columns.map(({ heading }) => html`<th scope="col">${heading}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${body}
        </tbody>
      </table>
    </div>
    <ul class="notes">
      ${[...notes, 'Bold: best of its column.'].map((note) => html`<li>${note}</li>`)}
    </ul>`;
}

function htmlEntry(entry: Entry | undefined, { unit }: Column): Html {
  if (entry === undefined) return html`<td></td>`;
  if (entry.kind === 'none') return html`<td class="none">—</td>`;
  if (entry.kind === 'missing') return html`<td class="missing">${formatEntry(entry, unit)}</td>`;
  const note = entry.note === undefined ? undefined : html` <span class="missing">${entry.note}</span>`;
  return html`<td>${htmlValue(entry, unit)}${note}</td>`;
}

function htmlValue(entry: ValueEntry, unit: Column['unit']): Html {
  const centre = formatNumber(entry.mean, unit);
  const spread =
    entry.deviation === undefined
      ? undefined
      : html`<span class="deviation"> ± ${formatNumber(entry.deviation, unit)}</span>`;
  return entry.best ? html`<strong>${centre}${spread}</strong>` : html`${centre}${spread}`;
}

/** Neighbouring columns of one group share a heading. */
function groupsOf(columns: readonly Column[]): { group: string; span: number }[] {
  const groups: { group: string; span: number }[] = [];
  for (const { group } of columns) {
    const last = groups.at(-1);
    if (last?.group === group) last.span += 1;
    else groups.push({ group, span: 1 });
  }
  return groups;
}
