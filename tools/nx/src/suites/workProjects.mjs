import { join, posix } from 'node:path';

const executor = '@ballast/nx:compute';

/** Names of the phases that several cells have. */
export function sharedPhases({ phases }) {
  return new Set(phases.filter(({ cells }) => cells.length > 1).map(({ name }) => name));
}

/** How the suite's own targets name all of its cells. */
export function cellTag(suite) {
  return `tag:cell-of:${suite}`;
}

/**
 * A project whose folder is the cell's in the store. It is called by the cell's place in the grid, which stays when
 * settings change; the target's options have the cell's own name, which holds the digest of its resolved config,
 * backend and threads included.
 */
export function cellProject(cell, work) {
  const { suite, root, plan, shared } = work;
  const own = cell.phases.filter((phase) => !shared.has(phase));
  const target = {
    ...computed({ suite: root, cell: cell.name }, cell, work),
    dependsOn: dependencies(
      suite,
      cell.phases.filter((phase) => shared.has(phase)),
    ),
    outputs: [cellFolder(plan, cell.name), ...own.map((name) => phaseFolder(plan, name))].map(fromRoot),
  };
  const name = `${suite}/${cell.name.slice(0, cell.name.lastIndexOf('__'))}`;
  return [
    cellFolder(plan, cell.name),
    workProject(name, ['type:cell', `cell-of:${suite}`], { cell: target }, cell, work),
  ];
}

/** Likewise of a phase that several cells have; its folder's name has the digest. */
export function phaseProject(phase, work) {
  const { suite, root, plan, shared } = work;
  const target = {
    ...computed({ suite: root, phase: phase.name }, phase, work),
    dependsOn: dependencies(
      suite,
      phase.uses.filter((name) => shared.has(name)),
    ),
    outputs: [fromRoot(phaseFolder(plan, phase.name))],
  };
  return [
    phaseFolder(plan, phase.name),
    workProject(phaseName(suite, phase.name), ['type:phase', `phase-of:${suite}`], { phase: target }, phase, work),
  ];
}

/**
 * Affected by the code that it runs and by the suite file. Of the file no hash is made, since most of it is about other
 * cells: it stands in the inputs of a target that does nothing, where Nx finds what affects a project. A dependency on
 * the suite's own project would not do: that one is affected by the code of every cell.
 */
function workProject(name, tags, targets, { code }, { root, inputs }) {
  const settings = { executor: 'nx:noop', inputs: [`{workspaceRoot}/${root}/suite.*`] };
  return { name, tags, implicitDependencies: inputs.projects(code), targets: { ...targets, settings } };
}

/** Outputs outside the workspace cannot be cached: there the store alone spares computing. */
function computed(part, { code }, { plan, inputs, cacheMark }) {
  const isInside = !posix.normalize(plan.results).startsWith('..') && !posix.isAbsolute(plan.results);
  const options = { ...part, cacheMark };
  return { executor, options, cache: isInside, inputs: inputs.of(code) };
}

function dependencies(suite, phases) {
  return phases.length === 0 ? [] : [{ projects: phases.map((name) => phaseName(suite, name)), target: 'phase' }];
}

function phaseName(suite, phase) {
  return `${suite}/${phase}`;
}

function cellFolder({ results }, name) {
  return join(results, 'cells', name);
}

function phaseFolder({ results }, name) {
  return join(results, 'phases', name);
}

function fromRoot(path) {
  return `{workspaceRoot}/${path}`;
}
