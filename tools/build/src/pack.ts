import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dist, libraries } from './workspace.ts';

/** `npm run pack`: a tarball of every built package in `dist/tarballs`. */
const tarballs = join(dist, 'tarballs');
rmSync(tarballs, { recursive: true, force: true });
mkdirSync(tarballs);
const folders = libraries().map((library) => `./${library}`);
execFileSync('npm', ['pack', '--silent', '--pack-destination', tarballs, ...folders], { cwd: dist, stdio: 'inherit' });
