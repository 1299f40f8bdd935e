import type { CellSummary, MethodEntry, SuiteResults, TableAxisEntry } from '@ballast/suite';
import { finishedAt } from '../cells.ts';
import { html, type Html } from '../html.ts';
import { mean, sampleStandardDeviation } from '../statistics.ts';
import { formatEntry } from '../table/format.ts';
import { plainTable } from './plainTable.ts';

/** Noise detection and mean weights of every method that learns weights. */
export function detectionSection(results: SuiteResults): Html {
  const rows = results.corruptions.flatMap((corruption) =>
    results.methods.flatMap((method) => detectionRow(results, method, corruption)),
  );
  const body =
    rows.length === 0
      ? html`<p class="absent">No finished cell has learned weights.</p>`
      : plainTable('Learned weights, mean ± sample standard deviation over seeds', headings, rows);
  return html`<section>
    <h2>Noise detection</h2>
    <p>
      How well the learned weights tell mislabelled training samples from clean ones, beside what the mean raw loss of
      the probing phase tells without any learning; and the mean weight of both kinds.
    </p>
    ${body}
  </section>`;
}

const headings = ['method', 'corruption', 'AUC, weights', 'AUC, raw loss', 'weight, clean', 'weight, mislabelled'];

function detectionRow(results: SuiteResults, method: MethodEntry, corruption: TableAxisEntry): string[][] {
  const summaries = finishedAt(results, method, corruption).map(({ summary }) => summary);
  if (summaries.every(({ meanWeight }) => meanWeight === undefined)) return [];
  const show = (valueOf: (summary: CellSummary) => number | undefined) => overSeeds(summaries.map(valueOf));
  return [
    [
      method.label,
      corruption.label,
      show(({ noiseDetection }) => noiseDetection?.sampleWeights),
      show(({ noiseDetection }) => noiseDetection?.probingLoss),
      show(({ meanWeight }) => meanWeight?.clean),
      show(({ meanWeight }) => meanWeight?.mislabelled),
    ],
  ];
}

function overSeeds(values: readonly (number | undefined)[]): string {
  const known = values.filter((value): value is number => value !== undefined);
  if (known.length === 0) return '—';
  const deviation = sampleStandardDeviation(known);
  return formatEntry({ kind: 'value', mean: mean(known), deviation, note: undefined, best: false }, 'area');
}
