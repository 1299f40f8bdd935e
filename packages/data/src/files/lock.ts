import { readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

const pollMilliseconds = 200;

/** Runs `action` while no other process (or call) that uses the same lock file runs its own. */
export async function withLock<T>(lockFile: string, action: () => Promise<T>): Promise<T> {
  while (!(await take(lockFile))) {
    if (await isAbandoned(lockFile)) await rm(lockFile, { force: true });
    else await delay(pollMilliseconds);
  }
  try {
    return await action();
  } finally {
    await rm(lockFile, { force: true });
  }
}

async function take(lockFile: string): Promise<boolean> {
  try {
    await writeFile(lockFile, `${hostname()} ${String(process.pid)}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Whether its process was killed; of a process on another machine nobody here knows. */
async function isAbandoned(lockFile: string): Promise<boolean> {
  const [host, pid] = (await readFile(lockFile, 'utf8').catch(() => '')).split(' ');
  if (host !== hostname() || pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
