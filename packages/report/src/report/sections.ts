import type { ReportOptions, SuiteResults } from '@ballast/suite';
import { robustnessFigures } from '../figures/figures.ts';
import { html, type Html } from '../html.ts';
import { compareWithBaseline } from '../significance.ts';
import { accuracyTable } from '../table/accuracyTable.ts';
import { detectionTable } from '../table/detectionTable.ts';
import { htmlTable } from '../table/html.ts';
import { availableChoices } from '../table/measures.ts';
import { publishedTable } from '../table/publishedTable.ts';
import { rankingTable } from '../table/rankingTable.ts';
import { significanceTable } from '../table/significanceTable.ts';
import { tuningTable } from '../table/tuningTable.ts';
import { costsSection } from './costs.ts';
import { failuresSection } from './failures.ts';
import { figureElement, settingFigures } from './figures.ts';
import { limitsOf } from './limits.ts';
import { provenanceSection } from './provenance.ts';
import { summarySection } from './summary.ts';

type SectionId = NonNullable<ReportOptions['sections']>[number];

export interface Section {
  readonly id: SectionId;
  readonly title: string;
  readonly content: Html;
}

interface SectionKind {
  readonly title: string;
  /** Undefined where there is nothing to show. */
  readonly content: (results: SuiteResults, mostSettings: number | undefined) => Html | undefined;
}

/** Every part that a report can have, in its order. */
const kinds: Readonly<Record<SectionId, SectionKind>> = {
  summary: { title: 'Summary', content: summarySection },
  table: { title: 'Comparison', content: tables },
  tuning: { title: 'Tuning', content: (results) => optional(tuningTable(results)) },
  ranking: { title: 'Ranking', content: (results) => optional(rankingTable(results)) },
  significance: { title: 'Significance', content: significance },
  robustness: { title: 'Robustness', content: robustness },
  curves: { title: 'Training', content: (results, most) => settingFigures(results, 'curves', most) },
  weights: { title: 'Weights', content: (results, most) => settingFigures(results, 'weights', most) },
  confusion: { title: 'Confusion', content: (results, most) => settingFigures(results, 'confusion', most) },
  detection: { title: 'Noise detection', content: detection },
  costs: { title: 'Time and memory', content: costsSection },
  failures: { title: 'Failed cells', content: failuresSection },
  configuration: { title: 'Configuration and versions', content: provenanceSection },
};

/** The parts of a suite's report: those that it asks for, or all for which there are results. */
export function sectionsOf(results: SuiteResults, mostSettings?: number): Section[] {
  const wanted = results.report.sections ?? (Object.keys(kinds) as SectionId[]);
  return wanted.flatMap((id) => {
    const { title, content } = kinds[id];
    const shown = content(results, mostSettings);
    return shown === undefined ? [] : [{ id, title, content: shown }];
  });
}

function optional(table: Parameters<typeof htmlTable>[0] | undefined): Html | undefined {
  return table && htmlTable(table);
}

function tables(results: SuiteResults): Html {
  return html`${availableChoices(results).map((choice) => htmlTable(accuracyTable(results, choice)))}
    ${optional(publishedTable(results))}
    <h3>What the table does not show</h3>
    <ul>
      ${limitsOf(results).map((limit) => html`<li>${limit}</li>`)}
    </ul>`;
}

function significance(results: SuiteResults): Html {
  const { whyNot } = compareWithBaseline(results);
  return optional(significanceTable(results)) ?? html`<p>${whyNot}</p>`;
}

function robustness(results: SuiteResults): Html | undefined {
  const figures = robustnessFigures(results);
  return figures.length === 0 ? undefined : html`${figures.map((figure) => figureElement(figure))}`;
}

function detection(results: SuiteResults, mostSettings: number | undefined): Html | undefined {
  const table = optional(detectionTable(results));
  const figures = settingFigures(results, 'detection', mostSettings);
  return table === undefined && figures === undefined ? undefined : html`${table} ${figures}`;
}
