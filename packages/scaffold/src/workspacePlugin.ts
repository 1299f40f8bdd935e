import { importedPackages, onlyInTests } from './packages.ts';
import { pluginFiles, type PluginRequest } from './pluginFiles.ts';

/** Versions of packages, by name, as the workspace's own manifests write them. */
export type Versions = Readonly<Record<string, string>>;

/** The files of a plugin inside this workspace, by path from its root: ready to test after `npm install`. */
export function workspacePlugin(request: PluginRequest, versions: Versions): Record<string, string> {
  const { source, test, page } = pluginFiles(request);
  const folder = `plugins/${request.name}`;
  const used = importedPackages(source);
  const manifest = {
    name: `@ballast/plugin-${request.name}`,
    version: '0.1.0',
    license: 'Apache-2.0',
    type: 'module',
    exports: { '.': './src/index.ts' },
    nx: { tags: ['type:plugin'] },
    dependencies: versioned(used, versions),
    devDependencies: versioned(onlyInTests(test, used), versions),
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

/** The table of the methods' pages with a row more for a plugin that is new. */
export function withRow(table: string, { kind, name }: PluginRequest): string {
  const lines = table.split('\n');
  const last = lines.findLastIndex((line) => line.startsWith('|'));
  const row = `| [${name.replaceAll('-', ' ')}](${name}.md) | ${kind.replaceAll('-', ' ')} \`${name}\` |`;
  return last < 0 ? `${table.trimEnd()}\n\n${row}\n` : lines.toSpliced(last + 1, 0, row).join('\n');
}

function versioned(names: readonly string[], versions: Versions): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, versions[name] ?? '*']));
}
