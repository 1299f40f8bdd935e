import type { SuiteResults } from '@ballast/suite';
import { html, type Html } from '../html.ts';
import { plainTable } from './plainTable.ts';

/** The resolved suite and the versions that it ran with, folded away. */
export function provenanceSection({ resolvedConfig, versions }: SuiteResults): Html {
  return html`<section>
    <h2>Configuration and versions</h2>
    <details>
      <summary>Versions</summary>
      ${plainTable('Versions', ['component', 'version'], Object.entries(versions))}
    </details>
    <details>
      <summary>The resolved suite, every default filled in</summary>
      <pre>${JSON.stringify(resolvedConfig, undefined, 2)}</pre>
    </details>
  </section>`;
}
