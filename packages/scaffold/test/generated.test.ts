import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ESLint } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectPlugin, templateKinds, workspacePlugin } from '../src/index.ts';

const workspace = resolve(import.meta.dirname, '..', '..', '..');
const kinds = templateKinds();
/** With the plugins of all kinds, in this workspace's way and as packages of their own; npm's packages linked in. */
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-generated-')));

beforeAll(() => {
  for (const kind of kinds) {
    writeFiles(folder, workspacePlugin({ kind, name: `inside-${kind}` }, {}));
    writeFiles(join(folder, 'outside', kind), projectPlugin({ kind, name: `outside-${kind}` }, '0.1.0'));
  }
  symlinkSync(join(workspace, 'node_modules'), join(folder, 'node_modules'));
  for (const file of ['tsconfig.base.json', 'eslint.config.mjs'])
    copyFileSync(join(workspace, file), join(folder, file));
  const include = ['plugins/*/src/**/*.ts', 'plugins/*/test/**/*.ts'];
  writeFiles(folder, {
    'package.json': '{ "type": "module" }',
    'tsconfig.json': JSON.stringify({ extends: './tsconfig.base.json', include }),
    'outside/tsconfig.json': JSON.stringify({
      compilerOptions: { ...compilerOptionsOf('loss'), noEmit: true, allowImportingTsExtensions: true },
      include: ['*/src/**/*.ts', '*/test/**/*.ts'],
    }),
  });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a plugin of every kind', () => {
  it('keeps the contract of its kind', async () => {
    const { output, failed } = await run('vitest/vitest.mjs', 'run', '--no-isolate', '--testTimeout=60000');
    expect(failed ? output : '').toBe('');
    expect(output).toMatch(new RegExp(`Test Files +${String(2 * kinds.length)} passed`));
  });

  it.each(['.', 'outside'])('typechecks under the compiler options that it comes with (%s)', async (where) => {
    const { output } = await run('typescript/bin/tsc', '--noEmit', '-p', where);
    // Ballast's own sources, which a package of its own sees built, have other options.
    const errors = output.split('\n').filter((line) => line.includes('error TS') && !line.startsWith('../'));
    expect(errors).toEqual([]);
  });

  it('lints', async () => {
    // The project graph is the workspace's.
    const overrideConfig = { rules: { '@nx/enforce-module-boundaries': 'off' as const } };
    const results = await new ESLint({ cwd: folder, overrideConfig }).lintFiles(['plugins/**/*.ts']);
    expect(results).toHaveLength(2 * kinds.length);
    const messages = results.flatMap(({ filePath, messages: found }) =>
      found.map(({ line, message }) => `${filePath}:${String(line)} ${message}`),
    );
    expect(messages).toEqual([]);
  });
});

function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Those that a package of its own is generated with; they are the same for all kinds. */
function compilerOptionsOf(kind: string): object {
  const tsconfig = projectPlugin({ kind, name: 'any' }, '0.1.0')['tsconfig.json'] as string;
  const { compilerOptions } = JSON.parse(tsconfig) as { compilerOptions: Record<string, unknown> };
  return { ...compilerOptions, rootDir: undefined };
}

/** A tool of the workspace in the folder; what it printed without colours. */
async function run(tool: string, ...args: string[]): Promise<{ output: string; failed: boolean }> {
  const command = [join(workspace, 'node_modules', tool), ...args];
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, VITEST: undefined, BALLAST_BACKEND: 'wasm' };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { cwd: folder, env });
    return { output: `${stdout}${stderr}`, failed: false };
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return { output: `${stdout}${stderr}`, failed: true };
  }
}
