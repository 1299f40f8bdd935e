import type { SuiteResults } from '@ballast/suite';
import { html, trusted, type Html } from '../html.ts';
import { chosenEpochTable, lastEpochTable } from '../table/build.ts';
import { htmlTable } from '../table/html.ts';
import { costsSection } from './costs.ts';
import { detectionSection } from './detection.ts';
import { failuresSection } from './failures.ts';
import { figuresSection } from './figures.ts';
import { limitsOf } from './limits.ts';
import { provenanceSection } from './provenance.ts';
import { style } from './style.ts';
import { summarySection } from './summary.ts';

/**
 * The whole report as one HTML file: no script, nothing from the network, light and dark, printable.
 * All text that comes from configs, labels and logs is escaped.
 */
export function renderReport(results: SuiteResults): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy}" />
        <title>${results.title}</title>
        <style>
          ${trusted(style)}
        </style>
      </head>
      <body>
        <header>
          <h1>${results.title}</h1>
          <p>${results.description}</p>
          <p class="status">Suite <code>${results.name}</code></p>
        </header>
        <main>${sections(results)}</main>
      </body>
    </html> `;
  return page.markup;
}

/** Only what the file itself brings: styles, and not even an image. */
const contentPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

function sections(results: SuiteResults): (Html | undefined)[] {
  return [
    summarySection(results),
    tablesSection(results),
    limitsSection(results),
    failuresSection(results),
    figuresSection(results),
    detectionSection(results),
    costsSection(results),
    provenanceSection(results),
  ];
}

function tablesSection(results: SuiteResults): Html {
  const chosen = chosenEpochTable(results);
  return html`<section>
    <h2>Comparison</h2>
    ${htmlTable(lastEpochTable(results))} ${chosen && htmlTable(chosen)}
  </section>`;
}

function limitsSection(results: SuiteResults): Html {
  return html`<section>
    <h2>What the table does not show</h2>
    <ul>
      ${limitsOf(results).map((limit) => html`<li>${limit}</li>`)}
    </ul>
  </section>`;
}
