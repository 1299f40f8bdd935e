import type { Method, PluginReference, PluginRegistry } from '@ballast/core';
import type { BackendDescription } from '@ballast/tensor';
import { contentId } from '../cells/canonicalJson.ts';
import { asJson, expandCells } from '../cells/cell.ts';
import type { TaskContents } from '../cells/contents.ts';
import { indexCell } from '../cells/indexCell.ts';
import { planPhases, type PlannedCell } from '../cells/phasePlan.ts';
import { mergeDigests } from '../code/digests.ts';
import type { CellCode } from '../code/cellCode.ts';
import { describeSuite, type ResolvedMethod, type ResolvedSuite } from '../config/resolve.ts';
import type { MethodEntry } from '../results/types.ts';
import type { SuiteIndex } from '../store/suiteIndex.ts';

/** The instance of a resolved method; equal references share one. */
export type MethodInstances = (reference: PluginReference) => Method;

export function methodInstances(registry: PluginRegistry): MethodInstances {
  const instances = new Map<string, Method>();
  return (reference) => {
    const key = contentId(asJson(reference));
    const instance = instances.get(key) ?? registry.instantiate('method', reference);
    instances.set(key, instance);
    return instance;
  };
}

/** Every cell of the suite with its phases. */
export function planCells(
  suite: ResolvedSuite,
  methods: MethodInstances,
  { backend, threads }: Pick<BackendDescription, 'backend' | 'threads'>,
  codeOf: CellCode = () => () => ({}),
  contentsOf?: TaskContents,
): PlannedCell[] {
  return expandCells(suite, { backend, threads }, contentsOf).map((cell) => {
    const phases = planPhases(cell.config, methods(cell.config.method), codeOf(cell.config));
    return { ...cell, phases, code: mergeDigests(phases.map(({ code }) => code)) };
  });
}

/** What an index says besides what the suite file does. */
export interface IndexFacts extends Pick<
  SuiteIndex,
  'name' | 'profile' | 'overrides' | 'classNames' | 'versions' | 'command' | 'codeRoots'
> {
  readonly methods: MethodInstances;
}

/** What tables and reports have to know besides the cells' own folders. */
export function indexSuite(
  suite: ResolvedSuite,
  cells: readonly PlannedCell[],
  { methods, ...facts }: IndexFacts,
): SuiteIndex {
  const { title, description, limits, seeds, axes, published, report, variants } = suite;
  const [first] = variants;
  return {
    ...facts,
    ...{ title, description, limits, seeds, axes, published, report },
    methods: first.methods.map((entry) => methodEntry(entry, methods)),
    corruptions: first.corruptions,
    cells: cells.map(indexCell),
    resolvedConfig: describeSuite(suite),
    versions: { node: process.version, ...facts.versions },
  } as SuiteIndex;
}

function methodEntry({ id, label, method }: ResolvedMethod, methods: MethodInstances): MethodEntry {
  const { usesMetaSet, knowsTruth = false } = methods(method);
  return { id, label, usesMetaSet, ...(knowsTruth && { knowsTruth }) };
}
