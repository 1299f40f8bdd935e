import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** The parts of a package's manifest that matter here. */
export interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Files and folders that determine results; without it, `src`. */
  readonly ballast?: { readonly code?: readonly string[] };
}

/** Undefined where the folder has none, or a damaged one. */
export function readManifest(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}

/**
 * The files whose code a package or plugin file is: a published package's manifest, another package's manifest and
 * sources, a file with what it imports by relative paths.
 * @returns absolute paths, in alphabetical order; none when it is not there.
 */
export function codeFiles(root: string): string[] {
  return codeParts(root)
    .flatMap(filesBelow)
    .filter((file) => existsSync(file))
    .sort();
}

/** The same as files and folders: of a folder, every file below it counts. */
export function codeParts(root: string): string[] {
  const stat = statSync(root, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return withImports(root, new Set());
  const manifest = join(root, 'package.json');
  if (isPublished(root)) return [manifest];
  const parts = readManifest(root)?.ballast?.code ?? ['src'];
  return [manifest, ...parts.map((part) => join(root, part))];
}

/** Whether the folder is a package that was installed, not one that is worked on. */
export function isPublished(folder: string): boolean {
  return folder.split(sep).includes('node_modules');
}

/** The first 16 hexadecimal digits of a SHA-256 over names and contents; undefined when there is no such code. */
export function digestOf(root: string): string | undefined {
  const files = codeFiles(root);
  if (files.length === 0) return undefined;
  const base = statSync(root).isDirectory() ? root : dirname(root);
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${relative(base, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}

function filesBelow(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

function withImports(file: string, known: Set<string>): string[] {
  if (known.has(file) || statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return [...known];
  known.add(file);
  for (const [, imported] of readFileSync(file, 'utf8').matchAll(
    /(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g,
  )) {
    if (imported !== undefined) withImports(resolve(dirname(file), imported), known);
  }
  return [...known];
}
