import type { SuiteResults } from '@ballast/suite';
import { html } from '../html.ts';
import { renderPage } from '../page.ts';
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
  const body = html`<a class="skip" href="#content">Skip to the results</a>
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
    </main>`;
  return renderPage({ title: results.title, style, body });
}
