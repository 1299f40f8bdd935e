import type { SuiteResults } from '@ballast/suite';
import { figuresOf, type FigureSection } from '../figures/figures.ts';
import type { Figure } from '../figures/figure.ts';
import { settingsOf, type Setting } from '../grid.ts';
import { html, trusted, type Html } from '../html.ts';
import { illustratedSettings, noisySettings } from '../truth.ts';

/** The figures of a section, setting by setting; undefined where there is nothing to draw. */
export function settingFigures(results: SuiteResults, section: FigureSection, mostSettings?: number): Html | undefined {
  const settings = illustratedSettings(results, mostSettings).map((setting) => ({
    setting,
    figures: figuresOf(results, setting, section).filter(({ svg }) => svg !== undefined),
  }));
  if (settings.every(({ figures }) => figures.length === 0)) return undefined;
  return html`${leftOut(results, settings.length)} ${settings.map(figuresOfSetting)}`;
}

interface Illustrated {
  readonly setting: Setting;
  readonly figures: readonly Figure[];
}

/** The first one open, the others folded away: a report stays short enough to read. */
function figuresOfSetting({ setting, figures }: Illustrated, index: number): Html {
  const content =
    figures.length === 0
      ? html`<p class="absent">No finished cell has what these figures need.</p>`
      : html`${figures.map((figure) => figureElement(figure, setting))}`;
  return index === 0
    ? html`<h3>${setting.label}</h3>
        ${content}`
    : html`<details>
        <summary>${setting.label}</summary>
        ${content}
      </details>`;
}

function leftOut(results: SuiteResults, shown: number): Html | undefined {
  const noisy = noisySettings(results).length;
  const all = noisy === 0 ? settingsOf(results).length : noisy;
  if (all <= shown) return undefined;
  const kind = noisy === 0 ? 'settings' : 'settings with mislabelled samples';
  return html`<p>
    Figures of the first ${shown} of ${all} ${kind}; <code>ballast report --illustrate ${all}</code> draws all.
  </p>`;
}

/** @param setting makes the label unique where every setting has the figure. */
export function figureElement({ id, title, caption, svg }: Figure, setting?: Setting): Html {
  const label = setting === undefined ? title : `${title}: ${setting.label}`;
  return html`<figure class="${id}">
    <div class="scroll" tabindex="0" role="region" aria-label="${label}">${trusted(svg ?? '')}</div>
    <figcaption><strong>${title}.</strong> ${caption}</figcaption>
  </figure>`;
}
