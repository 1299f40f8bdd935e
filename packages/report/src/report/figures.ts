import type { SuiteResults } from '@ballast/suite';
import { illustratedCorruptions } from '../cells.ts';
import { figuresOf, type Figure } from '../figures/figures.ts';
import { html, trusted, type Html } from '../html.ts';

/** The four figures of each corruption that has mislabelled samples. */
export function figuresSection(results: SuiteResults): Html {
  return html`<section>
    <h2>Figures</h2>
    ${illustratedCorruptions(results).map(
      (corruption) =>
        html`<h3>${corruption.label}</h3>
          ${figuresOf(results, corruption).map(figureElement)}`,
    )}
  </section>`;
}

function figureElement({ id, title, caption, svg }: Figure): Html {
  const drawing =
    svg === undefined
      ? html`<p class="absent">No finished cell has what this figure needs.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="${title}">${trusted(svg)}</div>`;
  return html`<figure class="${id}">
    ${drawing}
    <figcaption><strong>${title}.</strong> ${caption}</figcaption>
  </figure>`;
}
