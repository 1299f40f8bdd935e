import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Digests of what plans depend on. Files that several suites depend on are read once, when first asked for. */
export class PlanDigests {
  constructor(workspaceRoot) {
    this.workspaceRoot = workspaceRoot;
    this.known = new Map();
  }

  /** Of what a person writes: the suite file, the Ballast config, and which of the user's files are there. */
  ofSettings(file) {
    const settings = [file, ...configFiles(this.workspaceRoot)].map((path) => this.of(path));
    const data = dataPaths(join(this.workspaceRoot, file)).map((path) => `${path} ${describe(path)}`);
    return digest(JSON.stringify([environment(this.workspaceRoot), settings, data]));
  }

  /** @param {readonly string[]} reads files and folders, from the workspace's root */
  ofReads(reads) {
    return digest(JSON.stringify(reads.map((path) => [path, this.of(path)])));
  }

  /** Of a file, or of all files below a folder. */
  of(path) {
    if (!this.known.has(path)) this.known.set(path, digestBelow(join(this.workspaceRoot, path)));
    return this.known.get(path);
  }
}

/** All that a plan could depend on: for a suite that could not be planned, nobody knows what would change that. */
export function everythingRead(file, workspaceRoot) {
  const code = ['packages', 'plugins'].flatMap((group) => {
    const folder = join(workspaceRoot, group);
    if (!existsSync(folder)) return [];
    return readdirSync(folder).flatMap((name) => [join(group, name, 'package.json'), join(group, name, 'src')]);
  });
  return [file, ...configFiles(workspaceRoot), ...code];
}

function configFiles(workspaceRoot) {
  return readdirSync(workspaceRoot).filter((name) => name.startsWith('ballast.config.'));
}

/** What decides the backend of cells that name none. */
function environment(workspaceRoot) {
  const native = existsSync(join(workspaceRoot, 'tools/native/node_modules/@tensorflow/tfjs-node-gpu'));
  return [process.version, process.env.BALLAST_BACKEND ?? '', native];
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

function digestBelow(path) {
  const hash = createHash('sha256');
  for (const file of filesBelow(path).sort()) hash.update(`\0${relative(path, file)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

function filesBelow(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

function digest(text) {
  return createHash('sha256').update(text).digest('hex');
}
