import { basename } from 'node:path';
import { ballastScript } from '../ballastCommand.mjs';
import { cacheMark } from './cacheMark.mjs';
import { cellProject, cellTag, phaseProject, sharedPhases } from './workProjects.mjs';
import { Inputs } from './inputs.mjs';

/**
 * The projects of a suite: its own, and one for each cell and each phase that cells share. Nx hashes all targets of a
 * project into each of them, so a project that held them all would run every cell again when one is added.
 * @param {string} root the suite's folder, from the workspace's root
 * @param {{ plan: object } | { failure: string } | undefined} planned undefined where nobody asks for cells
 * @param {{ workspaceRoot: string, packages: ReadonlySet<string> }} workspace
 */
export function suiteProjects(root, planned, { workspaceRoot, packages }) {
  if (planned === undefined) return { [root]: { ...described(root), targets: suiteTargets(root, {}) } };
  if ('failure' in planned) return { [root]: unplannedProject(root, planned.failure) };
  const { plan } = planned;
  const inputs = new Inputs(plan, workspaceRoot, packages);
  const work = { suite: basename(root), root, plan, shared: sharedPhases(plan), inputs, cacheMark: cacheMark() };
  const phases = plan.phases.filter(({ name }) => work.shared.has(name));
  return {
    [root]: suiteProject(root, plan, inputs),
    ...Object.fromEntries(phases.map((phase) => phaseProject(phase, work))),
    ...Object.fromEntries(plan.cells.map((cell) => cellProject(cell, work))),
  };
}

function suiteProject(root, { profiles, cells }, inputs) {
  const suite = basename(root);
  const dependsOn = [{ projects: [cellTag(suite)], target: 'cell' }];
  const code = [...new Set(cells.flatMap((cell) => cell.code))];
  return {
    ...described(root),
    implicitDependencies: inputs.projects(code),
    targets: {
      ...Object.fromEntries(
        profiles.map((profile) => [profile, { command: ballast('run', root, '--profile', profile) }]),
      ),
      ...suiteTargets(root, { dependsOn }),
    },
  };
}

/** A suite with a mistake in it, or with data that is not here: what Ballast says of it appears when it is run. */
function unplannedProject(root, failure) {
  return { ...described(root), metadata: { description: failure }, targets: suiteTargets(root, {}) };
}

function described(root) {
  return { name: basename(root), projectType: 'application', tags: ['type:experiment'] };
}

/** They read the store, which is there or comes from the cells, and take no time: their own results are not cached. */
function suiteTargets(root, common) {
  return {
    run: { command: ballast('run', root), ...common },
    table: { command: ballast('table', root, '--refresh'), ...common },
    report: { command: ballast('report', root, '--refresh'), ...common },
  };
}

function ballast(...args) {
  return ['node', ballastScript, ...args].join(' ');
}
