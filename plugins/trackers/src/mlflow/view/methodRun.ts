import type { Json } from '@ballast/core';
import type { Metric } from '@ballast/mlflow-ts-client';
import { mean, sampleStandardDeviation } from '@ballast/report';
import type { CellResult, MethodEntry, SuiteResults } from '@ballast/suite/results';
import { digestOfJson } from '../digest.ts';
import { endOf, startOf, statusOfGroup } from './groups.ts';
import { points, scoresOf } from './metrics.ts';
import { flatParams } from './params.ts';
import type { RunView } from './runView.ts';
import { suiteIdentity } from './suiteRun.ts';
import { commonTags } from './tags.ts';

/** One method: its settings, and what its cells came to, a mean over seeds for each corruption. */
export function methodRun(results: SuiteResults, method: MethodEntry, isRunning: boolean): RunView {
  const cells = results.cells.filter((cell) => cell.method === method.id);
  return {
    identity: methodIdentity(results, method.id),
    parent: suiteIdentity,
    name: method.label,
    status: statusOfGroup(cells, isRunning),
    startTime: startOf(cells),
    endTime: endOf(cells, isRunning),
    params: {
      ...flatParams({ method: settingsOf(results, method.id) }),
      ...flatParams({ suite: results.name, method: method.id }),
    },
    tags: { ...commonTags(results), 'ballast.kind': 'method', 'ballast.usesMetaSet': String(method.usesMetaSet) },
    points: pointsByCorruption(cells),
    computation: undefined,
    datasets: () => [],
  };
}

/** A method whose settings were changed is another one: the parameters of a run never change. */
export function methodIdentity(results: SuiteResults, id: string): string {
  return `method ${id} ${digestOfJson(settingsOf(results, id)).slice(0, 10)}`;
}

interface Grid {
  readonly methods?: readonly { readonly id: string; readonly method: Json }[];
}

/** With axes, those for the first value of each: what the axes change is said by the cells. */
function settingsOf({ resolvedConfig }: SuiteResults, id: string): Json {
  const { variants, ...only } = resolvedConfig as Grid & { readonly variants?: readonly Grid[] };
  const { methods = [] } = variants?.[0] ?? only;
  return methods.find((method) => method.id === id)?.method ?? null;
}

/** Only where every cell has ended well: a mean that moves from cell to cell would be a curve of nothing. */
function pointsByCorruption(cells: readonly CellResult[]): Metric[] {
  const nameOf = ({ corruption, axes }: CellResult): string => [corruption, ...Object.values(axes)].join('/');
  return [...new Set(cells.map(nameOf))].flatMap((name) => {
    const own = cells.filter((cell) => nameOf(cell) === name);
    const scores = own.flatMap(({ status, summary }) =>
      status === 'finished' && summary !== undefined ? [scoresOf('test-', summary.last)] : [],
    );
    if (scores.length < own.length) return [];
    const at = { step: 0, timestamp: endOf(own, false) ?? 0 };
    return Object.keys(scores[0] ?? {}).flatMap((score) => {
      const values = scores.flatMap((cell) => cell[score] ?? []);
      return points({ mean: mean(values), deviation: sampleStandardDeviation(values) }, `${score}/${name}/`, at);
    });
  });
}
