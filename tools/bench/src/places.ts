import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const workspace = fileURLToPath(new URL('../../..', import.meta.url));
/** Ignored by git: the virtual environment, unpacked images, compiled code. */
export const cacheFolder = join(workspace, '.cache', 'bench');
export const resultsFolder = join(workspace, 'results', 'bench');
export const page = join(workspace, 'docs', 'performance.md');
