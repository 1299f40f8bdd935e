import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '@ballast/core';
import { workspace } from './support.ts';

const run = promisify(execFile);
const cache = join(workspace, '.cache');
/** Where the set-up of the native backend keeps TensorFlow's wheel. */
const wheels = join(cache, 'tensorflow');
const modules = join(cache, 'tensorflow-python');

/**
 * Python's module path with TensorFlow, which is installed beside the wheel once for all tests (a minute or two), or
 * why there is none.
 */
export async function pythonTensorFlow(): Promise<{ readonly modulePath: string } | { readonly missing: string }> {
  const wheel = existsSync(wheels) ? readdirSync(wheels).find((name) => name.endsWith('.whl')) : undefined;
  if (wheel === undefined) return { missing: 'TensorFlow is not there, npm run setup:native fetches it' };
  const pip = spawnSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' });
  if (pip.status !== 0) return { missing: 'no python3 with pip' };
  try {
    await withLock(`${modules}.lock`, () => install(join(wheels, wheel)));
  } catch (error) {
    return { missing: `pip could not install it: ${error instanceof Error ? error.message : String(error)}` };
  }
  return { modulePath: modules };
}

async function install(wheel: string): Promise<void> {
  if (existsSync(modules)) return;
  const unfinished = `${modules}.part`;
  rmSync(unfinished, { recursive: true, force: true });
  await run('python3', ['-m', 'pip', 'install', '--quiet', '--target', unfinished, wheel]);
  renameSync(unfinished, modules);
}
