/** Markup that is safe to insert as it is. */
export class Html {
  constructor(readonly markup: string) {}

  toString(): string {
    return this.markup;
  }
}

type Part = Html | string | number | undefined | readonly Part[];

/** Markup from a template; everything inserted that is not Html is escaped. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const markup = strings.reduce((text, literal, index) => text + markupOf(parts[index - 1]) + literal);
  return new Html(markup);
}

/** For markup made elsewhere, e.g. SVG; never for text that came from a config. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

/** Without the characters that XML has none of: one of them, and no program opens an SVG file. */
export function withoutControls(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g, '');
}

/** For text between tags and inside quoted attributes, in HTML and SVG. */
export function escapeHtml(text: string): string {
  return withoutControls(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function markupOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  return part.map(markupOf).join('');
}
