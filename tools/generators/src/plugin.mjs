import { formatFiles, installPackagesTask, readJson } from '@nx/devkit';
import { tsImport } from 'tsx/esm/api';

const config = 'ballast.config.yaml';
const table = 'docs/methods/README.md';

/**
 * Writes a plugin into this workspace, names it in the config and gives its page a row in the table of methods.
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ kind: string; name: string; skipInstall: boolean }} options
 */
export async function generatePlugin(tree, { kind, name, skipInstall }) {
  const { workspacePlugin, withPlugin, withRow } = await tsImport('@ballast/scaffold', import.meta.url);
  const files = workspacePlugin({ kind, name }, versionsOf(tree));
  const folder = `plugins/${name}`;
  if (tree.exists(folder)) throw new Error(`${folder} is there already: choose another name.`);
  for (const [file, text] of Object.entries(files)) tree.write(file, text);
  tree.write(config, withPlugin(tree.read(config, 'utf8'), `@ballast/plugin-${name}`));
  tree.write(table, withRow(tree.read(table, 'utf8'), { kind, name }));
  await formatFiles(tree);
  return () => {
    if (!skipInstall) installPackagesTask(tree, true);
    console.log(nextSteps(folder, name, skipInstall));
  };
}

/** Versions of packages by name, as the workspace's manifests write them. */
function versionsOf(tree) {
  const versions = {};
  for (const group of ['packages', 'plugins']) {
    for (const folder of tree.children(group)) {
      const file = `${group}/${folder}/package.json`;
      if (!tree.exists(file)) continue;
      const manifest = readJson(tree, file);
      Object.assign(versions, manifest.dependencies, { [manifest.name]: manifest.version });
    }
  }
  return versions;
}

function nextSteps(folder, name, skipInstall) {
  return [
    `${folder}/ holds a plugin "${name}" that keeps its contract. Next:`,
    ...(skipInstall ? ['  npm install'] : []),
    `  npx nx test @ballast/plugin-${name}`,
    `  edit ${folder}/src/index.ts and docs/methods/${name}.md; the test tells what a caller may expect`,
  ].join('\n');
}
