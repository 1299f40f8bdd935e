import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const CACHE = join(import.meta.dirname, '../../../../.cache');
const FOLDER = join(CACHE, 'mlflow');
const READY = join(FOLDER, 'ready');
const LOCK = join(CACHE, 'mlflow.lock');
/** An install takes minutes on a cold machine. */
export const INSTALL_TIMEOUT = 15 * 60_000;

/** The interpreter that has MLflow. */
export const PYTHON = join(FOLDER, 'bin', 'python');

/** Why the server's tests cannot run here, or undefined when they can. */
export const missing = ((): string | undefined => {
  if (existsSync(READY)) return undefined;
  const pip = spawnSync('python3', ['-c', 'import venv, ensurepip, pip'], { stdio: 'ignore' });
  return pip.status === 0 ? undefined : 'no python3 with venv and pip, so no MLflow server to test against';
})();

/** Makes the Python environment with MLflow, once for all test files. */
export async function installMlflow(): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  while (!existsSync(READY)) {
    if (!(await lock())) {
      await sleep(1000);
      continue;
    }
    try {
      await run('python3', ['-m', 'venv', FOLDER]);
      await run(PYTHON, ['-m', 'pip', 'install', '--quiet', 'mlflow', 'flask-wtf'], { timeout: INSTALL_TIMEOUT });
      await writeFile(READY, '');
    } finally {
      await rm(LOCK, { recursive: true, force: true });
    }
  }
}

/** One process installs; a lock that nobody can hold any more is taken over. */
async function lock(): Promise<boolean> {
  try {
    await mkdir(LOCK);
    return true;
  } catch {
    const since = await stat(LOCK).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - since > INSTALL_TIMEOUT) await rm(LOCK, { recursive: true, force: true });
    return false;
  }
}
