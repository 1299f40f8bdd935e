import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cacheDir } from '@nx/devkit';
import { digestOfReads, everythingRead } from './planDigest.mjs';
import { planSuites } from './planSuites.mjs';

/**
 * The cells and phases of suites, as Ballast plans them. Planning takes seconds and imports every plugin, so it is done
 * in a process of its own, and only for suites of which something has changed that the last plan was made of.
 * @param {readonly string[]} files suite files, from the workspace's root
 * @returns {Promise<Map<string, { plan: object } | { failure: string }>>} by file
 */
export async function readPlans(files, workspaceRoot) {
  const known = new Map(files.map((file) => [file, readKept(file, workspaceRoot)]));
  const changed = files.filter((file) => known.get(file) === undefined);
  const planned = await planSuites(changed.map(dirname), workspaceRoot);
  changed.forEach((file, index) => {
    keep(file, planned[index], workspaceRoot);
  });
  return new Map(files.map((file) => [file, known.get(file) ?? planned[changed.indexOf(file)]]));
}

function readKept(file, workspaceRoot) {
  const kept = readJson(placeOf(file));
  if (kept === undefined || kept.digest !== digestOfReads(kept.reads, file, workspaceRoot)) return undefined;
  return kept.answer;
}

function keep(file, answer, workspaceRoot) {
  const reads = 'plan' in answer ? answer.plan.reads : everythingRead(file, workspaceRoot);
  const digest = digestOfReads(reads, file, workspaceRoot);
  writeWhole(placeOf(file), JSON.stringify({ reads, digest, answer }));
}

function placeOf(file) {
  return join(cacheDir, 'ballast', `${basename(dirname(file))}.json`);
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // not there, or damaged: the suite is planned anew
  }
}

/** Another nx command may be reading it. */
function writeWhole(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${String(process.pid)}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}
