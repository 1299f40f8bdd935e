import type { SuiteResults } from '@ballast/suite';
import { html, type Html } from '../html.ts';
import { code } from './failures.ts';
import { plainTable } from './plainTable.ts';

/** The resolved suite and the versions that it ran with, folded away. */
export function provenanceSection({ profile, overrides, resolvedConfig, versions }: SuiteResults): Html {
  return html`<p>
      ${profile === undefined ? 'The suite as its file says' : html`Profile <code>${profile}</code>`}${
        overrides.length === 0
          ? '.'
          : html`, changed by ${overrides.map((override) => html`<code>${override}</code> `)}`
      }
    </p>
    <details>
      <summary>Versions</summary>
      ${plainTable('Versions', ['component', 'version'], Object.entries(versions))}
    </details>
    <details>
      <summary>The resolved suite, every default filled in</summary>
      ${code('The resolved suite', JSON.stringify(resolvedConfig, undefined, 2))}
    </details>`;
}
