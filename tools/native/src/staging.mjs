import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './command.mjs';

/**
 * An empty staging folder for this process; what interrupted runs left is removed.
 * @throws SetupError when another set-up is at work.
 */
export function openStaging(places) {
  const others = existsSync(places.stagings) ? readdirSync(places.stagings) : [];
  const running = others.find((pid) => pid !== String(process.pid) && isSetup(pid));
  if (running !== undefined) throw new SetupError(`another set-up is running (process ${running}).`);
  removeStaging(places);
  mkdirSync(places.staging, { recursive: true });
}

export function removeStaging({ stagings }) {
  rmSync(stagings, { recursive: true, force: true, maxRetries: 5 });
}

/** Puts the finished packages in place: there is either the old installation, none, or the whole new one. */
export function publish({ staging, installed }) {
  if (existsSync(installed)) renameSync(installed, join(staging, 'replaced'));
  renameSync(join(staging, 'node_modules'), installed);
}

/** Whether a process of that number is a set-up; numbers are used again by other programs. */
function isSetup(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('setup.mjs');
  } catch {
    return false;
  }
}
