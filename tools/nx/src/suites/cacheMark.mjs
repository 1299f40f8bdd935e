import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheDir } from '@nx/devkit';

/**
 * A name for Nx's cache that goes with it. Nx keeps its list of what is cached elsewhere: when the cache's folder alone
 * is deleted, it takes cells for restored of which nothing is there. Targets that name their cache are not on that list.
 */
export function cacheMark() {
  const file = join(cacheDir, 'ballast', 'mark');
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, randomUUID(), { flag: 'wx' });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8');
}
