import { figuresOf, lastEpochTable, chosenEpochTable, renderReport, type Figure } from '@ballast/report';
import type { MethodEntry, SuiteResults } from '@ballast/suite/results';
import { tablesInMarkdown } from '../view/suiteRun.ts';
import { numbersOf } from './numbers.ts';
import type { Table } from '@ballast/mlflow-ts-client';

export interface NamedFigure {
  /** `flip2/confusion`; images of one key stand side by side when runs are compared. */
  readonly key: string;
  readonly svg: string;
}

/** What belongs to a run beside numbers. */
export interface Artifacts {
  readonly files: Readonly<Record<string, string>>;
  readonly tables: Readonly<Record<string, Table>>;
  readonly figures: readonly NamedFigure[];
}

/** The report, the tables, the resolved config and the figures of a suite. */
export function artifactsOfSuite(results: SuiteResults): Artifacts {
  const figures = figuresByCorruption(results);
  const chosen = chosenEpochTable(results);
  return {
    files: {
      'report.html': renderReport(results),
      'table.md': tablesInMarkdown(results),
      'suite.json': `${JSON.stringify(results.resolvedConfig, null, 2)}\n`,
      ...Object.fromEntries(figures.map(({ key, svg }) => [`figures/${key}.svg`, svg])),
    },
    tables: {
      'tables/last-epoch.json': numbersOf(lastEpochTable(results)),
      ...(chosen === undefined ? {} : { 'tables/chosen-epoch.json': numbersOf(chosen) }),
    },
    figures,
  };
}

/** The figures that tell one method from another. */
export function artifactsOfMethod(results: SuiteResults, method: MethodEntry): Artifacts {
  const own = { ...results, methods: [method], cells: results.cells.filter((cell) => cell.method === method.id) };
  const figures = figuresByCorruption(own, ({ id }) => id !== 'class-counts');
  return { files: {}, tables: {}, figures };
}

function figuresByCorruption(results: SuiteResults, isWanted: (figure: Figure) => boolean = () => true): NamedFigure[] {
  return results.corruptions.flatMap((corruption) =>
    figuresOf(results, corruption)
      .filter(isWanted)
      .flatMap(({ id, svg }) => (svg === undefined ? [] : [{ key: `${corruption.id}/${id}`, svg }])),
  );
}
