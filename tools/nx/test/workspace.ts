import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this workspace. */
const original = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * A copy of this workspace's code with a suite `tiny` and no other, and what npm installed linked into it. Packages
 * of the workspace are those of the copy.
 */
export function copyOfWorkspace(suite: string): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-nx-')));
  for (const name of rootFiles) cpSync(join(original, name), join(root, name));
  for (const name of ['packages', 'plugins', 'tools/nx']) {
    cpSync(join(original, name), join(root, name), { recursive: true, filter: isCode });
  }
  mkdirSync(join(root, 'node_modules/@ballast'), { recursive: true });
  for (const name of readdirSync(join(original, 'node_modules'))) {
    if (name !== '@ballast') symlinkSync(join(original, 'node_modules', name), join(root, 'node_modules', name));
  }
  for (const folder of [...foldersIn(root, 'packages'), ...foldersIn(root, 'plugins'), 'tools/nx'])
    linkPackage(root, folder);
  writeSuite(root, 'tiny', suite);
  return root;
}

const rootFiles = [
  ...['package.json', 'package-lock.json', 'nx.json', '.env', '.gitignore', 'ballast.config.yaml'],
  ...['tsconfig.json', 'tsconfig.base.json'],
];

function isCode(path: string): boolean {
  return !/\/(node_modules|test|\.cache)$/.test(path);
}

function foldersIn(root: string, group: string): string[] {
  const folders = readdirSync(join(root, group)).map((name) => join(group, name));
  return folders.filter((folder) => existsSync(join(root, folder, 'package.json')));
}

function linkPackage(root: string, folder: string): void {
  const { name } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { name: string };
  symlinkSync(join(root, folder), join(root, 'node_modules', name));
}

export function writeSuite(root: string, name: string, text: string): void {
  const file = join(root, 'experiments', name, 'suite.yaml');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** What the real nx prints in a workspace, its exit code, and the seconds it took. */
export function nx(root: string, ...args: string[]): Promise<{ code: number; output: string; seconds: number }> {
  const start = performance.now();
  const environment = {
    ...process.env,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    NX_DAEMON: 'false',
    BALLAST_BACKEND: 'wasm',
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'node_modules/nx/dist/bin/nx.js'), ...args],
      { cwd: root, env: environment, maxBuffer: 2 ** 30 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : 1;
        resolve({
          code,
          output: `${stdout}${stderr}`.replaceAll('\r', ''),
          seconds: (performance.now() - start) / 1000,
        });
      },
    );
  });
}
