import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const workspace = resolve(import.meta.dirname, '..', '..', '..');
/** Laid out as the workspace is: `dist/packages/core`, `dist/plugins/focal`. */
export const dist = join(workspace, 'dist');

/** The parts of a manifest that a build looks at. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** Folders, from the workspace's root, of what people may install. */
export function libraries(): string[] {
  return ['packages', 'plugins'].flatMap((group) =>
    readdirSync(join(workspace, group))
      .map((name) => join(group, name))
      .filter((folder) => existsSync(join(workspace, folder, 'package.json')))
      .sort(),
  );
}

export function readManifest(library: string): Manifest {
  return JSON.parse(readFileSync(join(workspace, library, 'package.json'), 'utf8')) as Manifest;
}
