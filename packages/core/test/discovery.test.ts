import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discoverPlugins } from '../src/index.ts';

const PLUGIN = `export default { kind: 'loss', id: 'mine', docs: { summary: '' }, options: { shape: {} }, use: class {} };`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-discovery-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): void {
  const file = join(folder, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
}

async function discovered(from = folder): Promise<string[]> {
  const { registry } = await discoverPlugins(from);
  return registry.list().map(({ plugin, source }) => `${plugin.id} from ${source}`);
}

describe('discoverPlugins', () => {
  it.each([
    ['ballast.config.yaml', 'plugins: [./mine.mjs]'],
    ['ballast.config.json', '{ "plugins": ["./mine.mjs"] }'],
    ['ballast.config.mjs', 'export default { plugins: ["./mine.mjs"] };'],
    ['ballast.config.ts', 'const plugins: string[] = ["./mine.mjs"]; export default { plugins };'],
    ['package.json', '{ "ballast": { "plugins": ["./mine.mjs"] } }'],
  ])('reads %s', async (name, text) => {
    write('mine.mjs', PLUGIN);
    write(name, text);
    expect(await discovered()).toEqual(['mine from ./mine.mjs']);
  });

  it('looks in parent folders', async () => {
    write('mine.mjs', PLUGIN);
    write('ballast.config.yaml', 'plugins: [./mine.mjs]');
    write('experiments/deep/suite.yaml', '');
    expect(await discovered(join(folder, 'experiments/deep'))).toEqual(['mine from ./mine.mjs']);
  });

  it('finds a package installed from npm, with or without a require condition', async () => {
    write('ballast.config.yaml', 'plugins: [plain-package, import-only]');
    for (const [name, exports] of [
      ['plain-package', './index.mjs'],
      ['import-only', { '.': { import: './index.mjs' } }],
    ] as const) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, exports }));
      write(`node_modules/${name}/index.mjs`, PLUGIN.replace('mine', name));
    }
    expect(await discovered()).toEqual(['plain-package from plain-package', 'import-only from import-only']);
  });

  it('registers nothing that the config does not name', async () => {
    write('mine.mjs', PLUGIN);
    write('ballast.config.yaml', 'plugins: []');
    expect(await discovered()).toEqual([]);
  });

  it.each([
    [
      'a missing package',
      'plugins: [absent-package]',
      /"absent-package" is not installed[^]*npm install absent-package/,
    ],
    ['a misspelt key', 'plugin: []', /no option "plugin" here[^]*Did you mean "plugins"/],
    ['a config that does not parse', 'plugins: [', /cannot be read/],
    ['a module that is no plugin', 'plugins: [./other.mjs]', /neither a plugin nor a list of plugins/],
    ['a module that throws', 'plugins: [./broken.mjs]', /"\.\/broken\.mjs" cannot be imported: it broke/],
  ])('explains %s', async (_, config, message) => {
    write('other.mjs', 'export default 3;');
    write('broken.mjs', 'throw new Error("it broke");');
    write('ballast.config.yaml', config);
    await expect(discovered()).rejects.toThrow(message);
  });
});
