import type { SuiteResults } from '@ballast/suite';
import { html, trusted } from '../html.ts';
import { sectionsOf } from './sections.ts';
import { style } from './style.ts';

export interface ReportChoices {
  /** How many settings figures are drawn for; a few without it. */
  readonly mostSettings?: number | undefined;
}

/**
 * The whole report as one HTML file: no script, nothing from the network, light and dark, printable.
 * All text that comes from configs, labels and logs is escaped.
 */
export function renderReport(results: SuiteResults, { mostSettings }: ReportChoices = {}): string {
  const sections = sectionsOf(results, mostSettings);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy}" />
        <title>${results.title}</title>
        <style>
          ${trusted(style)}
        </style>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the results</a>
        <header>
          <p class="status">
            Suite <code>${results.name}</code>${results.profile && html`, profile <code>${results.profile}</code>`}
          </p>
          <h1>${results.title}</h1>
          <p>${results.description}</p>
        </header>
        <nav aria-label="Parts of the report">
          <ul>
            ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
          </ul>
        </nav>
        <main id="content" tabindex="-1">
          ${sections.map(
            ({ id, title, content }) =>
              html`<section id="${id}" aria-labelledby="${id}-title">
                <h2 id="${id}-title">${title}</h2>
                ${content}
              </section>`,
          )}
        </main>
      </body>
    </html> `;
  return page.markup;
}

/** Only what the file itself brings: styles, and not even an image. */
const contentPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
