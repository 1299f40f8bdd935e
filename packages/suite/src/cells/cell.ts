import type { Json, PluginReference } from '@ballast/core';
import type { ResolvedCorruption, ResolvedMethod, ResolvedSuite, ResolvedVariant } from '../config/resolve.ts';
import { contentId, shortId, type KnownTexts } from './canonicalJson.ts';
import type { Contents, ContentsOf } from './contents.ts';

/** The arithmetic that a cell is computed with; another one may round differently. */
export interface Arithmetic {
  readonly backend: 'wasm' | 'native';
  readonly threads: number;
}

/** Everything that determines what a cell's data is. */
export interface TaskConfig {
  readonly dataset: PluginReference;
  readonly data: ResolvedVariant['data'];
  readonly imbalance: PluginReference | undefined;
  readonly noise: PluginReference | undefined;
  /** Digests of the user's files that the data is made of, where there are any. */
  readonly contents?: Contents | undefined;
  readonly seed: number;
}

/** A cell's resolved config, every default filled in. Names and labels are no part of it. */
export interface CellConfig extends Arithmetic {
  readonly task: TaskConfig;
  readonly augmentation: ResolvedVariant['augmentation'];
  readonly model: PluginReference;
  /** Digests of the user's files that the network begins with, where there are any. */
  readonly modelContents?: Contents | undefined;
  readonly method: PluginReference;
  readonly selection: ResolvedSuite['selection'];
}

/** One method × corruption × value of each axis × seed. */
export interface Cell {
  /** SHA-256 of the config. */
  readonly id: string;
  /** Its folder: `curvenet__flip2__seed0__0123456789`, the values of axes before the seed. */
  readonly name: string;
  readonly method: string;
  readonly corruption: string;
  /** The value on each axis, by the axis's id. */
  readonly axes: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly config: CellConfig;
}

/** The grid of a suite; axes vary slowest, then methods, seeds fastest. */
export function expandCells(
  suite: ResolvedSuite,
  arithmetic: Arithmetic,
  contentsOf: ContentsOf = () => undefined,
): Cell[] {
  const known: KnownTexts = new WeakMap(); // cells have most of their config in common
  return suite.variants.flatMap((variant) =>
    variant.methods.flatMap((method) =>
      variant.corruptions.flatMap((corruption) =>
        suite.seeds.map((seed) =>
          describeCell(suite, variant, arithmetic, { method, corruption, seed }, { contentsOf, known }),
        ),
      ),
    ),
  );
}

interface GridPlace {
  readonly method: ResolvedMethod;
  readonly corruption: ResolvedCorruption;
  readonly seed: number;
}

function describeCell(
  { selection }: ResolvedSuite,
  { axes, dataset, data, augmentation, model }: ResolvedVariant,
  { backend, threads }: Arithmetic,
  { method, corruption, seed }: GridPlace,
  { contentsOf, known }: { readonly contentsOf: ContentsOf; readonly known: KnownTexts },
): Cell {
  const { imbalance, noise } = corruption;
  const config: CellConfig = {
    task: { dataset, data, imbalance, noise, seed, contents: contentsOf({ dataset, noise }) },
    augmentation,
    model,
    modelContents: contentsOf({ model }),
    method: method.method,
    selection,
    backend,
    threads,
  };
  const id = contentId(config as unknown as Json, known);
  const name = [method.id, corruption.id, ...Object.values(axes), `seed${String(seed)}`, shortId(id)].join('__');
  return { id, name, method: method.id, corruption: corruption.id, axes, seed, config };
}

/** Options come from YAML through schemas: what remains of them in JSON is what they are. */
export function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
