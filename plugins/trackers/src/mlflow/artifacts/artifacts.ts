import { figuresOf, renderReport, settingsOf, standaloneSvg, tablesOf, type Figure } from '@ballast/report';
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
  return {
    files: {
      'report.html': renderReport(results),
      'table.md': tablesInMarkdown(results),
      'suite.json': `${JSON.stringify(results.resolvedConfig, null, 2)}\n`,
      ...Object.fromEntries(figures.map(({ key, svg }) => [`figures/${key}.svg`, svg])),
    },
    tables: {
      ...Object.fromEntries(tablesOf(results).map((table) => [`tables/${table.id}.json`, numbersOf(table)])),
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
  return settingsOf(results).flatMap((setting) =>
    figuresOf(results, setting)
      .filter(isWanted)
      .flatMap((figure) => {
        const svg = standaloneSvg(figure);
        return svg === undefined ? [] : [{ key: `${setting.id}/${figure.id}`, svg }];
      }),
  );
}
