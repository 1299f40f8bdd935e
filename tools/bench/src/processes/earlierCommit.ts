import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, workspace } from '../places.ts';

/** Folders that hold packages of the workspace, at any commit. */
const packageFolders = ['packages', 'plugins', 'tools'];

/**
 * The workspace as it was at a commit, on today's npm packages and native backend, under the bench's cache folder.
 * @returns its folder; undefined, with a message, where git does not have the commit
 */
export function checkOut(commit: string): string | undefined {
  const folder = join(cacheFolder, `commit-${commit}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(cacheFolder, { recursive: true });
  const isThere =
    git(workspace, 'clone', '--quiet', '--shared', '--no-checkout', workspace, unfinished) &&
    git(unfinished, 'checkout', '--quiet', commit);
  if (!isThere) {
    rmSync(unfinished, { recursive: true, force: true });
    console.log(`The commit ${commit} is not in this clone: measured without it.`);
    return undefined;
  }
  linkPackages(unfinished);
  renameSync(unfinished, folder);
  return folder;
}

/** Its own packages, everybody else's from the workspace. */
function linkPackages(folder: string): void {
  const installed = join(workspace, 'node_modules');
  mkdirSync(join(folder, 'node_modules', '@ballast'), { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name !== '@ballast') symlinkSync(join(installed, name), join(folder, 'node_modules', name));
  }
  for (const parent of packageFolders) {
    for (const child of readdirSync(join(folder, parent))) {
      const manifest = join(folder, parent, child, 'package.json');
      if (!existsSync(manifest)) continue;
      const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly name: string };
      // Relative: the folder gets its name last.
      if (name.startsWith('@ballast/'))
        symlinkSync(join('..', '..', parent, child), join(folder, 'node_modules', name));
    }
  }
  const native = join('tools', 'native', 'node_modules');
  if (existsSync(join(workspace, native))) symlinkSync(join(workspace, native), join(folder, native));
}

function git(folder: string, ...parameters: readonly string[]): boolean {
  return spawnSync('git', parameters, { cwd: folder, stdio: 'ignore' }).status === 0;
}
