import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cacheDir } from '@nx/devkit';
import { everythingRead, PlanDigests } from './planDigest.mjs';
import { planSuites } from './planSuites.mjs';

/**
 * The cells and phases of suites, as Ballast plans them. Planning takes seconds and imports every plugin, so it is done
 * in a process of its own, and only for suites of which something has changed that the last plan was made of.
 * @param {readonly string[]} files suite files, from the workspace's root
 * @param {import('./planNeed.d.mts').PlanNeed} need
 * @returns {Promise<Map<string, { plan: object } | { failure: string }>>} by file; none where none is needed
 */
export async function readPlans(files, workspaceRoot, need) {
  if (need === 'none') return new Map();
  const digests = new PlanDigests(workspaceRoot);
  const plans = new Map(files.map((file) => [file, readKept(file, digests, need)]));
  const changed = files.filter((file) => plans.get(file) === undefined);
  if (changed.length === 0) return plans;
  // Now, so that an edit while suites are planned is seen as one by the next command.
  digests.ofReads(changed.flatMap((file) => everythingRead(file, workspaceRoot)));
  const planned = await planSuites(changed.map(dirname), workspaceRoot);
  changed.forEach((file, index) => {
    keep(file, planned[index], digests);
    plans.set(file, planned[index]);
  });
  return plans;
}

function readKept(file, digests, need) {
  const kept = readJson(placeOf(file));
  if (kept === undefined || kept.settings !== digests.ofSettings(file)) return undefined;
  return need === 'names' || kept.code === digests.ofReads(kept.reads) ? kept.answer : undefined;
}

function keep(file, answer, digests) {
  const reads = 'plan' in answer ? answer.plan.reads : everythingRead(file, digests.workspaceRoot);
  const kept = { settings: digests.ofSettings(file), reads, code: digests.ofReads(reads), answer };
  writeWhole(placeOf(file), JSON.stringify(kept));
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
