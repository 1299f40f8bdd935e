import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pluginFiles, templateKinds, withPlugin } from '../src/index.ts';
import { fileBlocks } from './codeBlocks.ts';

const workspace = resolve(import.meta.dirname, '..', '..', '..');
const page = readFileSync(join(workspace, 'docs', 'authoring.md'), 'utf8');
const blocks = fileBlocks(page);
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-authoring-')));

beforeAll(() => {
  symlinkSync(join(workspace, 'node_modules'), join(folder, 'node_modules'));
  for (const { file, text } of blocks) write(file, text);
  for (const kind of templateKinds())
    write(`my-${kind}/src/index.ts`, pluginFiles({ kind, name: `my-${kind}` }).source);
  const plugins = ['taylor-loss', ...templateKinds().map((kind) => `my-${kind}`)];
  const config = readFileSync(join(workspace, 'ballast.config.yaml'), 'utf8');
  write(
    'ballast.config.yaml',
    plugins.reduce((text, name) => withPlugin(text, `./${name}/src/index.ts`), config),
  );
  write('package.json', '{ "type": "module" }');
  const include = ['taylor-loss'];
  write('tsconfig.json', JSON.stringify({ extends: `${workspace}/tsconfig.base.json`, include }));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('docs/authoring.md', () => {
  it('names every kind that has a template', () => {
    for (const kind of templateKinds()) expect(page).toContain(`| \`${kind}\``);
  });

  it('has a loss of at most 30 lines of own code, that keeps its contract and typechecks', async () => {
    const source = blocks.find(({ file }) => file === 'taylor-loss/src/index.ts')?.text ?? '';
    const template = pluginFiles({ kind: 'loss', name: 'taylor-loss' }).source.split('\n');
    const own = source.split('\n').filter((line) => !template.includes(line));
    expect(own.length).toBeGreaterThan(5);
    expect(own.length).toBeLessThanOrEqual(30);
    expect(await run('vitest/vitest.mjs', 'run', 'taylor-loss')).toMatch(/Test Files +1 passed/);
    expect(await run('typescript/bin/tsc', '--noEmit', '-p', '.')).toBe('');
  });

  it.each([
    ['experiments/mine', ['Cross entropy', 'Taylor cross entropy']],
    ['experiments/kinds', ['My loss', 'My sampler', 'My method', 'My weights']],
  ])('has in %s a suite with a row for each of %j', async (suite, rows) => {
    const overrides = ['seeds=[0]', 'methodDefaults.epochs=2'];
    const output = await run('../packages/cli/bin/ballast.mjs', 'run', suite, ...overrides);
    for (const row of rows) expect(output).toMatch(new RegExp(`^.*${row}[ †*]+.*\\d+\\.\\d`, 'm'));
    expect(output).toContain(`${String(rows.length)} of ${String(rows.length)} are finished`);
  });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

/** A tool of the workspace in the folder; what it printed. */
async function run(tool: string, ...args: string[]): Promise<string> {
  const command = [join(workspace, 'node_modules', tool), ...args];
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, VITEST: undefined, BALLAST_BACKEND: 'wasm' };
  const options = { cwd: folder, env };
  const { stdout } = await promisify(execFile)(process.execPath, command, options).catch((error: unknown) => {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${stdout}${stderr}`);
  });
  return stdout;
}
