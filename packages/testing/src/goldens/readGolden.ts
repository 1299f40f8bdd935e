import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A tensor of a golden file, row-major; float64 results of the published formulas. */
export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

const ownGoldens = join(import.meta.dirname, '..', '..', 'goldens');

/**
 * The golden file of that name (`losses`, `meta-step` …), out of the folder that the environment
 * variable GOLDENS_DIR names, else out of the repository's own copy.
 * @returns undefined where that folder has no such file: the test is passed over.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows what the file holds
export function readGolden<T>(name: string): T | undefined {
  const file = join(process.env['GOLDENS_DIR'] ?? ownGoldens, `${name}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
}
