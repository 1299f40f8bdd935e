import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { workspace } from './support.ts';

/** [count][classes] */
type Rows = readonly (readonly number[])[];
type Answers = Readonly<Record<'logits' | 'probabilities', Rows>>;

/** What TensorFlow says of the images, in single precision and by the same graph in double precision. */
export interface Answered {
  readonly rounded: Answers;
  readonly exact: Answers;
}

export interface ImageBytes {
  readonly shape: readonly [count: number, height: number, width: number, channels: number];
  readonly bytes: readonly number[];
}

/** By folder what its SavedModel says, by Python's TensorFlow. */
export function askSavedModels(
  modulePath: string,
  folders: readonly string[],
  images: ImageBytes,
): Readonly<Record<string, Answered>> {
  const program = join(workspace, 'packages/cli/test/programs/runSavedModels.py');
  const { status, stdout, stderr } = spawnSync('python3', [program], {
    input: JSON.stringify({ folders, ...images }),
    env: { ...process.env, PYTHONPATH: modulePath, TF_CPP_MIN_LOG_LEVEL: '3', CUDA_VISIBLE_DEVICES: '' },
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as Record<string, Answered>;
}

/**
 * Single precision sums in another order wherever another program computes, and how much that shows depends on the
 * network: what is bounded is the distance to the same graph in double precision, by three times TensorFlow's own.
 */
export function expectAsExact(name: keyof Answers, found: Rows, { rounded, exact }: Answered): void {
  const scale = Math.max(...exact[name].flat().map(Math.abs));
  const own = distance(rounded[name], exact[name]);
  expect(distance(found, exact[name])).toBeLessThan(Math.max(3 * own, 1e-6 * scale));
  expect(own).toBeLessThan(1e-3 * scale);
}

function distance(one: Rows, other: Rows): number {
  return Math.max(...one.flatMap((row, sample) => row.map((value, label) => Math.abs(value - other[sample]![label]!))));
}
