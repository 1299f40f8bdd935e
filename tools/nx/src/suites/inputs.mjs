import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a target's hash is made of, beside the resolved config that its options name: the code of the packages and
 * plugins that the cell runs, and the packages from npm that those depend on.
 */
export class Inputs {
  /** @param {ReadonlySet<string>} packages folders of the workspace's packages */
  constructor({ code }, workspaceRoot, packages) {
    this.code = code;
    this.workspaceRoot = workspaceRoot;
    this.packages = packages;
    this.known = new Map();
    this.installed = installedPackages(workspaceRoot);
  }

  /** @param {readonly string[]} names keys of the plan's code */
  of(names) {
    const key = names.join('\n');
    if (!this.known.has(key)) this.known.set(key, this.describe(names));
    return this.known.get(key);
  }

  /** Names of the workspace's projects among them. */
  projects(names) {
    return names.filter((name) => this.packages.has(this.code[name].root));
  }

  describe(names) {
    const parts = names.flatMap((name) => this.code[name].parts).filter((part) => !part.startsWith('..'));
    const external = names.flatMap((name) => this.npmDependencies(this.code[name].root));
    return [
      ...parts.map((part) => `{workspaceRoot}/${part}${this.isFolder(part) ? '/**/*' : ''}`),
      { externalDependencies: [...new Set(external)].sort() },
    ];
  }

  npmDependencies(root) {
    const manifest = join(this.workspaceRoot, root, 'package.json');
    if (!existsSync(manifest)) return [];
    const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8'));
    return Object.keys(dependencies).filter((name) => this.installed.has(name));
  }

  isFolder(part) {
    return statSync(join(this.workspaceRoot, part), { throwIfNoEntry: false })?.isDirectory() === true;
  }
}

/** Those that Nx knows as packages from npm: the lock file's, without the workspace's own. */
function installedPackages(workspaceRoot) {
  const file = join(workspaceRoot, 'package-lock.json');
  if (!existsSync(file)) return new Set();
  const { packages = {} } = JSON.parse(readFileSync(file, 'utf8'));
  const prefix = 'node_modules/';
  const outermost = Object.entries(packages).filter(([path, { link }]) => path.startsWith(prefix) && link !== true);
  return new Set(outermost.map(([path]) => path.slice(prefix.length)));
}
