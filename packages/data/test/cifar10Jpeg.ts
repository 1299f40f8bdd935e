import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { produceOnce } from '../src/files/produceOnce.ts';

const repository = join(import.meta.dirname, '..', '..', '..');
const archive = join(repository, '..', 'shared', 'data', 'cifar10-jpeg.tar.xz');

/** Why the JPEG copy of CIFAR-10 cannot be used, or undefined. */
export const cifar10JpegMissing = existsSync(archive) ? undefined : `${archive} is not there`;

/** Below the repository, ignored by git, kept from run to run. */
export const cacheDirectory = join(repository, '.cache');

/** The unpacked JPEG copy of CIFAR-10: train/CLASS/0000.jpg … */
export async function cifar10JpegRoot(): Promise<string> {
  const root = join(cacheDirectory, 'cifar10-jpeg');
  await produceOnce(root, (temporary) => {
    mkdirSync(temporary);
    const { status, stderr } = spawnSync('tar', ['xf', archive, '-C', temporary], { encoding: 'utf8' });
    return status === 0 ? Promise.resolve() : Promise.reject(new Error(`tar failed: ${stderr}`));
  });
  return root;
}
