import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  definePlugin,
  discoverPlugins,
  locateByPath,
  PluginRegistry,
  UserError,
  type LossFunction,
  type Plugin,
  type ReadConfig,
} from '../src/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-hostile-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (name: string, text: string): void => {
  writeFileSync(join(folder, name), text);
};

/** Config lines, one plugin each: where a reader of YAML says that they stand. */
const read: ReadConfig = (text, file) => ({
  value: {
    plugins: text
      .split('\n')
      .slice(1)
      .map((line) => line.replace('- ', '')),
  },
  locate: (path) => `${file}:${String(typeof path[1] === 'number' ? path[1] + 2 : 1)} ${path.join('.')}`,
});

async function refusal(...plugins: string[]): Promise<string> {
  write('ballast.config.yaml', ['plugins:', ...plugins.map((name) => `- ${name}`)].join('\n'));
  const found = discoverPlugins(folder, read);
  await expect(found).rejects.toBeInstanceOf(UserError);
  return found.then(
    () => '',
    (error: unknown) => (error as UserError).message.replaceAll(folder, '.'),
  );
}

const good = `export default { kind: 'loss', id: 'mine', docs: { summary: '' }, options: { shape: {} }, use: class {} };`;

describe('a plugin file', () => {
  it('in two versions is an error that names both', async () => {
    write('one.mjs', good);
    write('two.mjs', good);
    const message = await refusal('./one.mjs', './two.mjs');
    expect(message).toMatch(/two loss plugins are called "mine": one from \.\/one\.mjs, one from \.\/two\.mjs/);
  });

  it.each([
    ['has no options schema', `export default { kind: 'loss', id: 'mine', use: class {} };`, /loss plugin "mine" of "\.\/bad\.mjs" has no options schema/], // prettier-ignore
    ['has options of another kind', good.replace('{ shape: {} }', '{}'), /"mine" of "\.\/bad\.mjs" has no options/],
    ['exports nothing', '', /default export of "\.\/bad\.mjs" is neither a plugin/],
    ['exports null', 'export default null;', /default export of "\.\/bad\.mjs" is neither a plugin/],
    ['throws a string', 'throw "boom";', /"\.\/bad\.mjs" cannot be imported: boom/],
    ['throws null', 'throw null;', /"\.\/bad\.mjs" cannot be imported: null/],
    ['is no JavaScript', '<html>', /"\.\/bad\.mjs" cannot be imported/],
  ])('that %s is named with the line of the config', async (_, text, expected) => {
    write('good.mjs', good);
    write('bad.mjs', text);
    const message = await refusal('./good.mjs', './bad.mjs');
    expect(message).toMatch(expected);
    if (!message.includes('imported')) expect(message).toContain('ballast.config.yaml:3 plugins.1');
  });
});

function lossOf(use: new () => LossFunction): PluginRegistry {
  const plugin = definePlugin({ kind: 'loss', id: 'bad', docs: { summary: '' }, options: z.strictObject({}), use });
  return new PluginRegistry([{ plugin, source: '@mine/losses' }]);
}

describe('a constructor', () => {
  it.each([['boom'], [new Error('boom')], [new TypeError('boom')]])('that throws %s names its plugin', (thrown) => {
    class Bad implements LossFunction {
      constructor() {
        throw thrown; // eslint-disable-line @typescript-eslint/only-throw-error -- what a stranger's code may do
      }
      perSample(): never {
        throw new Error('not called here');
      }
    }
    const build = () => lossOf(Bad).instantiate('loss', { type: 'bad' });
    expect(build).toThrow(UserError);
    expect(build).toThrow(/@mine\/losses: cannot build the loss "bad": .*boom/);
  });
});

describe('an options schema', () => {
  it('that throws names its plugin', () => {
    const options = z.strictObject({
      rate: z.number().transform(() => {
        throw new Error('boom');
      }),
    });
    class Fine {}
    const plugin = { kind: 'loss', id: 'bad', docs: { summary: '' }, options, use: Fine } as unknown as Plugin;
    const registry = new PluginRegistry([{ plugin, source: '@mine/losses' }]);
    const resolve = () => registry.resolve('loss', { type: 'bad', rate: 1 }, locateByPath);
    expect(resolve).toThrow(UserError);
    expect(resolve).toThrow(/loss "bad" of @mine\/losses: boom/);
  });
});
