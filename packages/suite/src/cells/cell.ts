import type { Json, PluginReference } from '@ballast/core';
import type { ResolvedCorruption, ResolvedMethod, ResolvedSuite } from '../config/resolve.ts';
import { contentId, shortId } from './canonicalJson.ts';

/** The arithmetic that a cell is computed with; another one may round differently. */
export interface Arithmetic {
  readonly backend: 'wasm' | 'native';
  readonly threads: number;
}

/** Everything that determines what a cell's data is. */
export interface TaskConfig {
  readonly dataset: PluginReference;
  readonly data: ResolvedSuite['data'];
  readonly imbalance: PluginReference | undefined;
  readonly noise: PluginReference | undefined;
  readonly seed: number;
}

/** A cell's resolved config, every default filled in. Names and labels are no part of it. */
export interface CellConfig extends Arithmetic {
  readonly task: TaskConfig;
  readonly augmentation: ResolvedSuite['augmentation'];
  readonly model: PluginReference;
  readonly method: PluginReference;
  readonly selection: ResolvedSuite['selection'];
}

/** One method × corruption × seed. */
export interface Cell {
  /** SHA-256 of the config. */
  readonly id: string;
  /** Its folder: `curvenet__flip2__seed0__0123456789`. */
  readonly name: string;
  readonly method: string;
  readonly corruption: string;
  readonly seed: number;
  readonly config: CellConfig;
}

/** The grid of a suite; methods vary slowest, seeds fastest. */
export function expandCells(suite: ResolvedSuite, arithmetic: Arithmetic): Cell[] {
  return suite.methods.flatMap((method) =>
    suite.corruptions.flatMap((corruption) =>
      suite.seeds.map((seed) => describeCell(suite, arithmetic, method, corruption, seed)),
    ),
  );
}

function describeCell(
  suite: ResolvedSuite,
  { backend, threads }: Arithmetic,
  method: ResolvedMethod,
  corruption: ResolvedCorruption,
  seed: number,
): Cell {
  const { imbalance, noise } = corruption;
  const config: CellConfig = {
    task: { dataset: suite.dataset, data: suite.data, imbalance, noise, seed },
    augmentation: suite.augmentation,
    model: suite.model,
    method: method.method,
    selection: suite.selection,
    backend,
    threads,
  };
  const id = contentId(asJson(config));
  const name = [method.id, corruption.id, `seed${String(seed)}`, shortId(id)].join('__');
  return { id, name, method: method.id, corruption: corruption.id, seed, config };
}

/** Options come from YAML through schemas: what remains of them in JSON is what they are. */
export function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
