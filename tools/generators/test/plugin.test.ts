import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyOfWorkspace, nx } from '../../nx/test/workspace.ts';

const original = resolve(import.meta.dirname, '..', '..', '..');
const suite = `
title: One cell
dataset: { type: digits }
model: { type: mlp, hidden: [8] }
seeds: [0]
corruptions: { clean: {} }
methods:
  mine: { type: plain, loss: focal, epochs: 1 }
`;

let root: string;
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

describe('nx g ballast:plugin', () => {
  beforeAll(() => {
    root = copyOfWorkspace(suite);
    for (const folder of ['docs/methods', 'tools/generators']) {
      cpSync(join(original, folder), join(root, folder), { recursive: true });
    }
    for (const file of ['vitest.config.ts', 'tools/testing', '.prettierrc.json']) {
      if (existsSync(join(original, file))) cpSync(join(original, file), join(root, file), { recursive: true });
    }
    rmSync(join(root, 'node_modules', 'ballast'), { force: true });
    symlinkSync(join(root, 'tools', 'generators'), join(root, 'node_modules', 'ballast'));
  });

  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('writes a plugin that keeps its contract, a line of the config and a row in the table of methods', async () => {
    const { code, output } = await nx(root, 'g', 'ballast:plugin', 'loss', 'robust-thing', '--skip-install');
    expect(output).toContain('plugins/robust-thing/ holds a plugin "robust-thing"');
    expect(code).toBe(0);
    expect(read('ballast.config.yaml')).toContain("  - '@ballast/plugin-robust-thing'\n");
    expect(read('docs/methods/README.md')).toMatch(
      /\| \[robust thing\]\(robust-thing\.md\) +\| loss `robust-thing` +\|/,
    );
    expect(read('docs/methods/robust-thing.md')).toContain('# Robust thing');
    const { dependencies } = JSON.parse(read('plugins/robust-thing/package.json')) as { dependencies: object };
    expect(Object.values(dependencies)).not.toContain('*');
    // As `npm install` links it.
    symlinkSync(join(root, 'plugins/robust-thing'), join(root, 'node_modules/@ballast/plugin-robust-thing'));
    expect(inside('packages/cli/bin/ballast.mjs', 'plugins', 'robust-thing')).toContain('strength: number = 1');
    expect(inside('node_modules/vitest/vitest.mjs', 'run', 'plugins/robust-thing')).toMatch(/Test Files +1 passed/);
  });

  it('overwrites nothing, and names the nearest kind', async () => {
    const again = await nx(root, 'g', 'ballast:plugin', 'loss', 'robust-thing', '--skip-install');
    expect(again.output).toContain('plugins/robust-thing is there already');
    const unknown = await nx(root, 'g', 'ballast:plugin', 'los', 'other', '--skip-install');
    expect(unknown.output).toMatch(/no kind of plugin "los"[\s\S]*loss/);
    expect([again.code, unknown.code]).toEqual([1, 1]);
    expect(existsSync(join(root, 'plugins/other'))).toBe(false);
  });
});

function inside(...command: string[]): string {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, VITEST: undefined, BALLAST_BACKEND: 'wasm' };
  return execFileSync(process.execPath, command, { cwd: root, env, encoding: 'utf8' });
}
