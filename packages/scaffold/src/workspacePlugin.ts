import { importedPackages } from './packages.ts';
import { pluginFiles, type PluginRequest } from './pluginFiles.ts';

/** Versions of packages, by name, as the workspace's own manifests write them. */
export type Versions = Readonly<Record<string, string>>;

/** The files of a plugin inside this workspace, by path from its root: ready to test after `npm install`. */
export function workspacePlugin(request: PluginRequest, versions: Versions): Record<string, string> {
  const { source, test, page } = pluginFiles(request);
  const folder = `plugins/${request.name}`;
  const manifest = {
    name: `@ballast/plugin-${request.name}`,
    version: '0.1.0',
    license: 'Apache-2.0',
    type: 'module',
    exports: { '.': './src/index.ts' },
    nx: { tags: ['type:plugin'] },
    dependencies: versioned(importedPackages(source), versions),
    devDependencies: versioned(['@ballast/testing'], versions),
  };
  return {
    [`${folder}/package.json`]: `${JSON.stringify(manifest, null, 2)}\n`,
    [`${folder}/src/index.ts`]: source,
    [`${folder}/test/contract.test.ts`]: test,
    [`docs/methods/${request.name}.md`]: page,
  };
}

/** A Ballast config that names one plugin more. */
export function withPlugin(config: string, plugin: string): string {
  const lines = config.trimEnd().split('\n');
  const last = lines.findLastIndex((line) => /^\s+- /.test(line));
  const indentation = /^\s*/.exec(lines[last] ?? '  ')?.[0] ?? '  ';
  return `${lines.toSpliced(last + 1, 0, `${indentation}- '${plugin}'`).join('\n')}\n`;
}

function versioned(names: readonly string[], versions: Versions): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, versions[name] ?? '*']));
}
