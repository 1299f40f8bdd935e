import type { Method, PluginReference, PluginRegistry } from '@ballast/core';
import type { BackendDescription } from '@ballast/tensor';
import { canonicalJson, type KnownTexts } from '../cells/canonicalJson.ts';
import { expandCells, type Cell } from '../cells/cell.ts';
import type { ContentsOf } from '../cells/contents.ts';
import { indexCell } from '../cells/indexCell.ts';
import { planPhases, type PlannedCell } from '../cells/phasePlan.ts';
import { mergeDigests, type CodeDigests } from '../code/digests.ts';
import type { CellCode } from '../code/cellCode.ts';
import { describeSuite, type ResolvedMethod, type ResolvedSuite } from '../config/resolve.ts';
import type { MethodEntry } from '../results/types.ts';
import type { SuiteIndex } from '../store/suiteIndex.ts';

/** The instance of a resolved method; equal references share one. */
export type MethodInstances = (reference: PluginReference) => Method;

export function methodInstances(registry: PluginRegistry): MethodInstances {
  const instances = new Map<string, Method>();
  const known: KnownTexts = new WeakMap();
  return (reference) => {
    const key = canonicalJson(reference, known);
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
  contentsOf?: ContentsOf,
): PlannedCell[] {
  const codeAt = onceForAllSeeds(codeOf);
  return expandCells(suite, { backend, threads }, contentsOf).map((cell) => {
    const phases = planPhases(cell.config, methods(cell.config.method), codeAt(cell));
    return { ...cell, phases, code: mergeDigests(phases.map(({ code }) => code)) };
  });
}

/** Cells that differ in their seed alone run the same code. */
function onceForAllSeeds(codeOf: CellCode): (cell: Cell) => ReturnType<CellCode> {
  const known = new Map<string, ReturnType<CellCode>>();
  return ({ axes, method, corruption, config }) => {
    const place = JSON.stringify([axes, method, corruption]);
    const code = known.get(place) ?? once(codeOf(config));
    known.set(place, code);
    return code;
  };
}

function once(code: ReturnType<CellCode>): ReturnType<CellCode> {
  const known = new Map<string, CodeDigests>();
  return (settings) => {
    const text = JSON.stringify(settings);
    const digests = known.get(text) ?? code(settings);
    known.set(text, digests);
    return digests;
  };
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
  };
}

function methodEntry({ id, label, method }: ResolvedMethod, methods: MethodInstances): MethodEntry {
  const { usesMetaSet, knowsTruth = false } = methods(method);
  return { id, label, usesMetaSet, ...(knowsTruth && { knowsTruth }) };
}
