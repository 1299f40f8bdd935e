import { copyFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { dist, workspace } from './workspace.ts';

/** Folders of a library that go into its package as they are, besides `src`. */
const wholeFolders = ['bin', 'goldens', 'templates'];

/** Everything that the compiler leaves: scripts, embedded data, the read-me, the licence. */
export function copyAssets(library: string): void {
  const from = join(workspace, library);
  const files = [
    ...filesBelow(join(from, 'src')).filter((file) => !file.endsWith('.ts') || file.endsWith('.d.ts')),
    ...filesBelow(join(from, 'src')).filter((file) => file.endsWith('.d.mts')),
    ...wholeFolders.flatMap((folder) => filesBelow(join(from, folder))),
    ...['README.md', 'tsconfig.plugins.json'].map((file) => join(from, file)).filter((file) => existsSync(file)),
  ];
  for (const file of files) copy(file, join(dist, library, relative(from, file)));
  copy(join(workspace, 'LICENSE'), join(dist, library, 'LICENSE'));
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}
