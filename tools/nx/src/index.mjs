import { basename, dirname } from 'node:path';
import { createNodesFromFiles } from '@nx/devkit';

/**
 * Infers the targets of the workspace from its files: every package and plugin can be linted and tested,
 * every folder with a suite.yaml can be run. Plain JavaScript, so that Nx loads it without a compiler.
 */
export const createNodesV2 = [
  '{packages/*/package.json,plugins/*/package.json,experiments/*/suite.yaml}',
  (files, options, context) =>
    createNodesFromFiles((file) => ({ projects: { [dirname(file)]: projectOf(file) } }), files, options, context),
];

function projectOf(file) {
  return basename(file) === 'suite.yaml' ? suiteProject(dirname(file)) : packageProject(dirname(file));
}

function packageProject(root) {
  const inputs = ['default', '^production', { externalDependencies: ['eslint', 'vitest'] }];
  return {
    targets: {
      lint: { command: `eslint ${root}`, cache: true, inputs },
      test: { command: `vitest run ${root}`, cache: true, inputs },
    },
  };
}

function suiteProject(root) {
  return {
    name: basename(root),
    tags: ['type:experiment'],
    targets: { run: { command: `node --import tsx packages/cli/src/main.ts run ${root}` } },
  };
}
