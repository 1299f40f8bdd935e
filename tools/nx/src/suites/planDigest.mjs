import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/**
 * Changes with whatever the plan of a suite depends on.
 * @param {readonly string[]} reads files and folders, from the workspace's root
 * @param {string} file the suite file, from the workspace's root
 */
export function digestOfReads(reads, file, workspaceRoot) {
  const hash = createHash('sha256').update(JSON.stringify(environment(workspaceRoot)));
  for (const path of reads.flatMap((read) => filesBelow(join(workspaceRoot, read))).sort()) {
    hash.update(`\0${relative(workspaceRoot, path)}\0`).update(readFileSync(path));
  }
  for (const path of dataPaths(join(workspaceRoot, file))) hash.update(`\0${path} ${describe(path)}`);
  return hash.digest('hex');
}

/** What decides the backend of cells that name none. */
function environment(workspaceRoot) {
  const native = existsSync(join(workspaceRoot, 'tools/native/node_modules/@tensorflow/tfjs-node-gpu'));
  return [process.version, process.env.BALLAST_BACKEND ?? '', native];
}

/** For a suite that could not be planned: nobody knows what would change that. */
export function everythingRead(file, workspaceRoot) {
  const configs = readdirSync(workspaceRoot).filter((name) => name.startsWith('ballast.config.'));
  const code = ['packages', 'plugins'].flatMap((group) => {
    const folder = join(workspaceRoot, group);
    if (!existsSync(folder)) return [];
    return readdirSync(folder).flatMap((name) => [join(group, name, 'package.json'), join(group, name, 'src')]);
  });
  return [file, ...configs, ...code];
}

/** The user's files that the suite file names: what it takes for a path, wherever it stands. */
function dataPaths(file) {
  if (!existsSync(file)) return [];
  const words = readFileSync(file, 'utf8').split(/[\s'",{}[\]]+/);
  return words.filter((word) => /^\.{0,2}\//.test(word)).map((word) => resolve(dirname(file), word));
}

/** Files by size and time; folders by those of the folders in them, which change when files come and go. */
function describe(path, depth = 2) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 'missing';
  const own = `${String(stat.mtimeMs)} ${String(stat.size)}`;
  if (!stat.isDirectory() || depth === 0) return own;
  const folders = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [own, ...folders.map(({ name }) => describe(join(path, name), depth - 1))].join(' ');
}

function filesBelow(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}
