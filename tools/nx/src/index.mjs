import { basename, dirname } from 'node:path';
import { createNodesFromFiles } from '@nx/devkit';
import { packageProject } from './packageProject.mjs';
import { planNeed } from './suites/planNeed.mjs';
import { readPlans } from './suites/readPlans.mjs';
import { suiteProjects } from './suites/suiteProjects.mjs';

const manifests = ['packages/*/package.json', 'plugins/*/package.json'];
const suiteFiles = ['suite.yaml', 'suite.yml', 'suite.json'].map((name) => `experiments/*/${name}`);

/**
 * Infers the targets of the workspace from its files: every package and plugin can be linted and tested, every folder
 * with a suite file can be run, each of its cells by itself. Plain JavaScript, so that Nx loads it without a compiler.
 */
export const createNodesV2 = [
  `{${[...manifests, ...suiteFiles].join(',')}}`,
  async (files, options, context) => {
    const { workspaceRoot } = context;
    const packages = new Set(files.filter(isManifest).map(dirname));
    const plans = await readPlans(
      files.filter((file) => !isManifest(file)),
      workspaceRoot,
      planNeed(),
    );
    const projectsOf = (file) =>
      isManifest(file)
        ? { [dirname(file)]: packageProject(dirname(file)) }
        : suiteProjects(dirname(file), plans.get(file), { workspaceRoot, packages });
    return createNodesFromFiles((file) => ({ projects: projectsOf(file) }), files, options, context);
  },
];

function isManifest(file) {
  return basename(file) === 'package.json';
}
