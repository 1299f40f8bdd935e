import type { Method, PluginRegistry } from '@ballast/core';
import type { BackendDescription } from '@ballast/tensor';
import { expandCells } from '../cells/cell.ts';
import { planPhases, type PlannedCell } from '../cells/phasePlan.ts';
import { describeSuite, type ResolvedSuite } from '../config/resolve.ts';
import { indexCell } from '../launcher/tasks.ts';
import type { SuiteIndex } from '../store/suiteIndex.ts';

/** Every cell of the suite with its phases. */
export function planCells(
  suite: ResolvedSuite,
  methods: ReadonlyMap<string, Method>,
  { backend, threads }: BackendDescription,
): PlannedCell[] {
  return expandCells(suite, { backend, threads }).map((cell) => {
    const method = methods.get(cell.method);
    if (method === undefined) throw new Error(`the method "${cell.method}" was not built`);
    return { ...cell, phases: planPhases(cell.config, method) };
  });
}

/** One instance of each method of the suite, by its name there. */
export function buildMethods(suite: ResolvedSuite, registry: PluginRegistry): Map<string, Method> {
  return new Map(suite.methods.map(({ id, method }) => [id, registry.instantiate('method', method)]));
}

/** What tables and reports have to know besides the cells' own folders. */
export function indexSuite(
  name: string,
  suite: ResolvedSuite,
  cells: readonly PlannedCell[],
  known: {
    readonly methods: ReadonlyMap<string, Method>;
    readonly classNames: readonly string[];
    readonly versions: Readonly<Record<string, string>>;
    readonly command: string;
  },
): SuiteIndex {
  const { title, description, limits, seeds } = suite;
  return {
    name,
    title,
    description,
    limits,
    seeds,
    classNames: known.classNames,
    methods: suite.methods.map(({ id, label }) => ({
      id,
      label,
      usesMetaSet: known.methods.get(id)?.usesMetaSet ?? false,
    })),
    corruptions: suite.corruptions.map(({ id, label }) => ({ id, label })),
    cells: cells.map(indexCell),
    resolvedConfig: describeSuite(suite),
    versions: { node: process.version, ...known.versions },
    command: known.command,
  };
}
