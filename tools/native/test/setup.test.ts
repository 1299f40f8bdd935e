import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { World } from './world.ts';

const python = spawnSync('python3', ['--version']).status === 0;
const here = process.platform === 'linux' && process.arch === 'x64' && python;
const title = here ? 'setup:native' : 'setup:native (skipped: needs Linux on x86-64 and python3)';

describe.skipIf(!here)(title, () => {
  let world: World;

  beforeEach(() => {
    world = new World();
  });

  afterEach(() => {
    world.remove();
  });

  it('installs the library under both of its names and leaves one tfjs, the workspace’s', () => {
    const { status, output } = world.setUp();
    expect(output).toContain('[6/6]');
    expect(status).toBe(0);
    const library = 'tools/native/node_modules/@tensorflow/tfjs-node-gpu/deps';
    expect(world.read(`${library}/lib/libtensorflow.so`)).toBe('libtensorflow_cc.so.2');
    expect(world.read(`${library}/lib/libtensorflow_cc.so.2`)).toBe('libtensorflow_cc.so.2');
    expect(world.read(`${library}/lib/libtensorflow_framework.so`)).toBe('libtensorflow_framework.so.2');
    expect(readdirSync(join(world.installed, '@tensorflow'))).toEqual(['tfjs-node-gpu']);
    expect(existsSync(world.staging)).toBe(false);
  });

  it('does nothing twice; --force renews without a second download', () => {
    expect(world.setUp().output).toContain('downloading');
    const again = world.setUp();
    expect(again).toMatchObject({ status: 0 });
    expect(again.output).toContain('already set up');
    const renewed = world.setUp(['--force']);
    expect(renewed).toMatchObject({ status: 0 });
    expect(renewed.output).toContain('[6/6]');
    expect(renewed.output).not.toContain('downloading');
  });

  it('renews what was set up from another lock file', () => {
    world.setUp();
    world.write('tools/native/package-lock.json', '{}');
    expect(world.setUp().output).toContain('[6/6]');
  });

  it('renews what does not load any more', () => {
    world.setUp();
    world.write('tools/native/node_modules/@tensorflow/tfjs-node-gpu/index.js', 'throw new Error()');
    expect(world.setUp().output).toContain('does not load');
    expect(world.setUp().output).toContain('already set up');
  });

  it('names everything that is missing with its remedy, and changes nothing', () => {
    const { status, output } = world.setUp([], join(world.root, 'nowhere'));
    expect(status).toBe(2);
    for (const name of ['- npm', '- python3', '- pip of python3', '- a C++ compiler', '- make']) {
      expect(output).toContain(name);
    }
    expect(output).toContain('apt-get install g++');
    expect(output).not.toContain("Node's headers");
    expectNothingInstalled();
    expect(existsSync(join(world.root, '.cache'))).toBe(false);
  });

  it('answers an unknown option with its usage', () => {
    const { status, output } = world.setUp(['--gpu']);
    expect(status).toBe(2);
    expect(output).toContain('--cuda');
  });

  it('killed in the middle, leaves nothing that loads, and the next run mends it', async () => {
    const child = await world.setUpHanging();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(world.installed)).toBe(false);
    expect(existsSync(world.staging)).toBe(true);
    expect(world.setUp()).toMatchObject({ status: 0 });
    expect(existsSync(world.staging)).toBe(false);
  });

  it('told to end, tidies up after itself', async () => {
    const child = await world.setUpHanging();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([143, null]);
    expectNothingInstalled();
  });

  it('refuses to run beside another one', async () => {
    const child = await world.setUpHanging();
    const { status, output } = world.setUp();
    expect(status).toBe(1);
    expect(output).toContain(`another set-up is running (process ${String(child.pid)})`);
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  it('shows why a step failed and keeps the installation that is there', () => {
    world.setUp();
    world.write('broken', '');
    const { status, output } = world.setUp(['--force']);
    expect(status).toBe(1);
    expect(output).toContain('error: unknown type');
    expect(existsSync(world.staging)).toBe(false);
    expect(world.setUp().output).toContain('already set up');
  });

  it('downloads a damaged wheel again, and takes no other file than the pinned one', () => {
    world.setUp();
    const [wheel] = readdirSync(join(world.root, '.cache', 'tensorflow')) as [string];
    world.write(join('.cache', 'tensorflow', wheel), 'half a wheel');
    const renewed = world.setUp(['--force']);
    expect(renewed).toMatchObject({ status: 0 });
    expect(renewed.output).toContain('damaged');

    world.write(join('.cache', 'tensorflow', wheel), 'half a wheel');
    world.write(join('wheel', wheel), 'another wheel');
    const refused = world.setUp(['--force']);
    expect(refused).toMatchObject({ status: 1 });
    expect(refused.output).toContain('another file than the pinned tensorflow-cpu 2.21.0');
  });

  function expectNothingInstalled(): void {
    expect(existsSync(world.installed)).toBe(false);
    expect(existsSync(world.staging)).toBe(false);
  }
});
