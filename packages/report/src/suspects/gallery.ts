import { html } from '../html.ts';
import { renderPage } from '../page.ts';
import { galleryScript } from './galleryScript.ts';
import { galleryStyle } from './galleryStyle.ts';
import type { NamedSuspect } from './lists.ts';

export interface Gallery {
  readonly title: string;
  readonly classNames: readonly string[];
  readonly suspects: readonly NamedSuspect[];
  /** Data URLs in the order of the suspects; undefined where the images are not at hand. */
  readonly thumbnails: readonly (string | undefined)[];
  /** Said above the images. */
  readonly explanation: string;
}

/**
 * A page of its own on which a person goes through suspects with the keyboard, marks each right, wrong or unsure, and
 * saves the marks as a CSV that a data set takes as `trusted`. It asks the network for nothing. Names are data to it,
 * never markup or code.
 */
export function renderGallery({ title, classNames, suspects, thumbnails, explanation }: Gallery): string {
  const body = html`<header>
      <h1>${title}</h1>
      <p>${explanation}</p>
      <p>
        Arrow keys move; <kbd>R</kbd> the given label is right, <kbd>W</kbd> it is wrong (the class beside it is the one
        that is saved), <kbd>U</kbd> unsure, <kbd>Backspace</kbd> takes a mark back.
      </p>
      <p class="bar">
        <button type="button" id="save">Save the marks as CSV</button>
        <span id="count" role="status"></span>
      </p>
    </header>
    <main>${suspects.map((suspect, at) => card(suspect, thumbnails[at], classNames))}</main>`;
  return renderPage({ title, style: galleryStyle, body, script: galleryScript });
}

function card(suspect: NamedSuspect, thumbnail: string | undefined, classNames: readonly string[]) {
  const { rank, path, index, givenLabel, suggestedLabel, weight, loss, agreement, seeds } = suspect;
  const name = path ?? `image ${String(index)}`;
  const numbers = [
    weight === undefined ? undefined : `weight ${weight.toFixed(3)}`,
    loss === undefined ? undefined : `loss ${loss.toFixed(2)}`,
    seeds > 1 ? `${(100 * agreement).toFixed(0)} % of ${String(seeds)} seeds` : undefined,
  ];
  return html`<article
    tabindex="0"
    aria-label="${String(rank)}: ${name}, given ${givenLabel}"
    data-path="${path ?? String(index)}"
    data-given="${givenLabel}"
    data-suggested="${suggestedLabel ?? ''}"
  >
    ${thumbnail === undefined ? html`<span class="none">no image</span>` : html`<img alt="${name}" src="${thumbnail}" />`}
    <p class="name">${String(rank)}. ${name}</p>
    <p>given <strong>${givenLabel}</strong></p>
    <p>
      <label
        >if wrong, it is
        <select>
          ${[...new Set([suggestedLabel ?? '', '', ...classNames])]
            .filter((label) => label !== givenLabel)
            .map((label) => html`<option value="${label}">${label === '' ? '(none of them)' : label}</option>`)}
        </select></label
      >
    </p>
    <p class="numbers">${numbers.filter((text) => text !== undefined).join(', ')}</p>
    <p class="marks">
      <button type="button" data-mark="right" aria-pressed="false">Right</button>
      <button type="button" data-mark="wrong" aria-pressed="false">Wrong</button>
      <button type="button" data-mark="unsure" aria-pressed="false">Unsure</button>
    </p>
  </article>`;
}
