import { packageTargets } from '../packageProject.mjs';

/**
 * How much of the suites' plans a command of Nx needs:
 * - `exact`: cells and phases as they are planned now, for commands that run or show them;
 * - `names`: their names, as the suite file has them; what a change of code makes of their hashes does not matter;
 * - `none`: commands about packages alone must not wait for suites to be planned.
 */
const needs = ['exact', 'names', 'none'];

/** Commands that run no targets. */
const aboutPackages = ['format', 'format:check', 'format:write', 'generate', 'g', 'list', 'report', 'sync', 'reset'];

/**
 * `BALLAST_NX_PLAN` decides, else the command line of Nx. Where this is another process, such as Nx's daemon or an
 * editor's, nobody knows what is asked for: then plans are exact.
 * @returns {import('./planNeed.d.mts').PlanNeed}
 */
export function planNeed(argv = process.argv, environment = process.env) {
  const wanted = environment.BALLAST_NX_PLAN;
  if (needs.includes(wanted)) return wanted;
  const [, script = '', command = '', ...rest] = argv;
  if (!/(^|[\\/])nx(\.js)?$/.test(script)) return 'exact';
  if (aboutPackages.includes(command)) return 'none';
  if (command === 'show' && rest[0] === 'projects') return 'names';
  const targets = targetsOf(command, rest);
  return targets.length > 0 && targets.every((target) => packageTargets.includes(target)) ? 'none' : 'exact';
}

/** `run-many -t lint test`, `run PROJECT:lint`, `PROJECT:lint`, `lint PROJECT`. */
function targetsOf(command, rest) {
  if (command === 'run-many' || command === 'affected') return namedTargets(rest);
  const task = command === 'run' ? (rest.find((word) => !word.startsWith('-')) ?? '') : command;
  return [task.includes(':') ? task.split(':')[1] : task];
}

function namedTargets(words) {
  const targets = [];
  let isNaming = false;
  for (const word of words) {
    const [, value] = /^(?:-t|--targets?)(?:=(.*))?$/.exec(word) ?? [];
    if (word.startsWith('-')) isNaming = /^(-t|--targets?)(=|$)/.test(word);
    if (value !== undefined) targets.push(value);
    else if (isNaming && !word.startsWith('-')) targets.push(word);
  }
  return targets.flatMap((names) => names.split(','));
}
