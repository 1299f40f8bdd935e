import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { digestOf, isPublished, readManifest } from './digestOf.ts';
import { mergeDigests, type CodeDigests } from './digests.ts';

/** The packages and plugin files that are installed, with the packages that those stand on. */
export class CodeBase {
  /** Where each stands, by name. */
  readonly roots = new Map<string, string>();
  private readonly closures = new Map<string, readonly string[]>();
  private readonly digests = new Map<string, string>();

  /** @param folder of the Ballast config, from where plugins are found. */
  constructor(private readonly folder: string) {}

  /** The code of what the Ballast config calls `source`, and of the packages it depends on that are worked on here. */
  of(source: string): CodeDigests {
    const names = this.closures.get(source) ?? this.closure(this.locate(source));
    this.closures.set(source, names);
    return mergeDigests(names.map((name) => ({ [name]: this.digest(name) })));
  }

  /** Every root that was asked for, relative to a folder. */
  rootsFrom(folder: string): Record<string, string> {
    const entries = [...this.roots].map(([name, root]) => [name, relative(folder, root)] as const);
    return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  /** Of the packages that were asked for, by name. */
  versions(): Record<string, string> {
    const packages = [...this.roots].map(([name, root]) => [name, readManifest(root)?.version] as const);
    const known = packages.filter((entry): entry is [string, string] => entry[1] !== undefined);
    return Object.fromEntries(known.sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  private locate(source: string): string {
    if (!source.startsWith('.') && !isAbsolute(source)) return findPackage(source, this.folder) ?? source;
    const file = resolve(this.folder, source);
    const owner = packageAround(dirname(file));
    return owner !== undefined && file.startsWith(join(owner, 'src')) ? owner : file;
  }

  private closure(root: string, known: Set<string> = new Set()): string[] {
    const manifest = readManifest(root);
    const name = manifest?.name ?? relative(this.folder, root);
    if (known.has(name)) return [...known];
    known.add(name);
    this.roots.set(name, root);
    if (isPublished(root)) return [...known];
    for (const dependency of Object.keys(manifest?.dependencies ?? {})) {
      const found = findPackage(dependency, root);
      if (found !== undefined && !isPublished(found)) this.closure(found, known);
    }
    return [...known];
  }

  private digest(name: string): string {
    const digest = this.digests.get(name) ?? digestOf(this.roots.get(name) ?? '') ?? 'missing';
    this.digests.set(name, digest);
    return digest;
  }
}

/** The folder of an installed package; a linked one's own place. */
function findPackage(name: string, from: string): string | undefined {
  const candidate = join(from, 'node_modules', name);
  if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
  return dirname(from) === from ? undefined : findPackage(name, dirname(from));
}

function packageAround(folder: string): string | undefined {
  if (existsSync(join(folder, 'package.json'))) return folder;
  return dirname(folder) === folder ? undefined : packageAround(dirname(folder));
}
