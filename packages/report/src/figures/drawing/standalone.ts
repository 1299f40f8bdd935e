import { escapeHtml } from '../../html.ts';
import type { Figure } from '../figure.ts';

const ink = '#1c1d20';
const fonts = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', Arial, sans-serif";

/**
 * A figure as a file of its own, for papers and slides: plain colours in place of the report's variables, which few
 * programs but browsers know, on white; with its title and caption inside. Undefined where nothing was drawn.
 */
export function standaloneSvg({ title, caption, svg }: Figure): string | undefined {
  if (svg === undefined) return undefined;
  const start = svg.indexOf('>') + 1;
  const [opening, content] = [svg.slice(0, start), svg.slice(start)];
  const words = `<title>${escapeHtml(title)}</title><desc>${escapeHtml(caption)}</desc>`;
  const paper = '<rect width="100%" height="100%" style="fill:#ffffff"/>';
  const head = opening
    .replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace(/font-family="[^"]*"/, `font-family="${fonts}"`);
  const plain = (head + words + paper + content).replace(/<style>[^<]*<\/style>/g, '').replace(/ class="[^"]*"/, '');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${withPlainColors(plain)}\n`;
}

/** Each variable by the value that stands beside it for this. */
function withPlainColors(markup: string): string {
  return markup.replace(/var\(--[\w-]+, ([^()]+)\)/g, '$1').replaceAll('currentColor', ink);
}
