import type { Json } from '@ballast/core';
import type { DatasetInput } from '@ballast/mlflow-ts-client';
import type { CellResult } from '@ballast/suite/results';
import { digestOf } from '../digest.ts';

/** What determines a cell's draw: which samples are left, and which labels they are given. */
const drawn = ['indices', 'givenLabels', 'trueLabels'] as const;

/** The train set that a finished cell saw; its digest is that of the corruption's draw. */
export function datasetOf(cell: CellResult): DatasetInput {
  const arrays = drawn.flatMap((name) => cell.array(name)?.data ?? []);
  const { dataset = null, data = null, imbalance = null, noise = null, seed = cell.seed } = taskOf(cell.config);
  const { cleanCounts = [], mislabelledCounts = [] } = cell.summary ?? {};
  return {
    dataset: {
      name: `${typeOf(dataset)}, ${cell.corruption}`,
      digest: digestOf(
        ...arrays.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)),
      ),
      sourceType: 'code',
      source: { dataset, data, imbalance, noise, seed },
      profile: { num_rows: cell.array('givenLabels')?.shape[0] ?? 0, cleanCounts, mislabelledCounts },
    },
    context: 'training',
  };
}

type Task = Readonly<Partial<Record<'dataset' | 'data' | 'imbalance' | 'noise' | 'seed', Json>>>;

/** The part of a cell's config that says what its data is. */
export function taskOf(config: Json): Task {
  const { task = {} } = (config ?? {}) as { readonly task?: Task };
  return task;
}

function typeOf(plugin: Json): string {
  const { type } = (plugin ?? {}) as { readonly type?: string };
  return type ?? 'dataset';
}
