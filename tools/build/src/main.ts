import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyAssets } from './assets.ts';
import { fixSpecifiers } from './specifiers.ts';
import { writeManifest } from './manifest.ts';
import { dist, libraries, workspace } from './workspace.ts';

/** `npm run build`: every package and plugin as JavaScript with types, in `dist/`, each ready for `npm pack`. */
rmSync(dist, { recursive: true, force: true });
const compiler = join(workspace, 'node_modules', 'typescript', 'bin', 'tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', join('tools', 'build')], {
  cwd: workspace,
  stdio: 'inherit',
});
if (status === 0) {
  for (const library of libraries()) {
    fixSpecifiers(join(dist, library));
    copyAssets(library);
    writeManifest(library);
  }
  console.log(`${String(libraries().length)} packages are built in dist/; pack them with: npm run pack`);
} else process.exitCode = 1;
