import { createRandom } from '@ballast/core';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { closeGate, openGate } from './gate.ts';
import {
  ballast,
  comparableResults,
  loggedEpochs,
  patient,
  start,
  suiteInTemporaryFolder,
  tinyDigits,
  until,
} from './support.ts';

const epochs = { first: 12, second: 10 };
const [seeds, kills, epochsBetween] = [2, 10, 2];

const suite = `${tinyDigits}methodDefaults: { batchSize: 64 }
methods:
  first: { type: plain, epochs: ${String(epochs.first)}, loss: gated }
  second: { type: plain, epochs: ${String(epochs.second)}, loss: { type: gated, after: ${String(epochs.first)} } }
`;

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function folderOf(text: string): string {
  const folder = suiteInTemporaryFolder(text);
  folders.push(folder);
  return folder;
}

const resultsOf = (folder: string, results = 'results') =>
  join(folder, results, readdirSync(join(folder, results))[0] ?? 'none');
const run = (folder: string) => ballast(folder, 'run', '.', '--results', 'results');
const epochsOf = (folder: string) => (existsSync(join(folder, 'results')) ? loggedEpochs(resultsOf(folder)) : 0);

const bytes = (folder: string, results?: string) => comparableResults(resultsOf(folder, results));

describe('a suite that is disturbed', patient, () => {
  const undisturbed = folderOf(suite);
  const expected = run(undisturbed).then(({ code, stderr }) => {
    expect(code, stderr).toBe(0);
    return bytes(undisturbed);
  });

  it('ends with the same bytes after ten kills at random moments', async () => {
    await expected;
    const folder = folderOf(suite.replace('seeds', 'execution: { processes: 2 }\nseeds'));
    const random = createRandom(20).split('kills');
    for (let kill = 1; kill <= kills; kill++) {
      const allowed = kill * epochsBetween;
      closeGate(folder, allowed);
      const before = epochsOf(folder);
      const moment = before + Math.floor(random.uniform() * (seeds * allowed - before));
      const running = start(folder, 'run', '.', '--results', 'results');
      await until(() => epochsOf(folder) > moment || running.child.exitCode !== null);
      await sleep(100 * random.uniform());
      running.child.kill('SIGKILL');
      expect(await running.ended).toMatchObject({ code: null });
    }
    openGate(folder);
    expect(epochsOf(folder)).toBeLessThan(seeds * (epochs.first + epochs.second));
    expect((await run(folder)).code).toBe(0);
    expect(bytes(folder)).toEqual(await expected);
  });

  it('is run by one of two processes that start at once, and the store is whole', async () => {
    await expected;
    const folder = folderOf(suite);
    closeGate(folder, 1);
    const both = [run(folder), run(folder)];
    const refused = await Promise.race(both);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('this suite is being run already');
    openGate(folder);
    expect((await Promise.all(both)).map(({ code }) => code).sort()).toEqual([0, 2]);
    expect(bytes(folder)).toEqual(await expected);
  });

  it('says that its file was edited, and finishes as it was', async () => {
    await expected;
    const folder = folderOf(suite);
    closeGate(folder, 2);
    const running = start(folder, 'run', '.', '--results', 'results');
    await until(() => epochsOf(folder) > 1);
    writeFileSync(join(folder, 'suite.yaml'), suite.replace('batchSize: 64', 'batchSize: oops'));
    openGate(folder);
    const { code, stderr } = await running.ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/suite\.yaml was edited while the suite ran/);
    expect(bytes(folder)).toEqual(await expected);
    const again = await run(folder);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('suite.yaml:');
    expect(bytes(folder)).toEqual(await expected);
  });

  it('stops with a message when the disk is full, and goes on from there (skipped where none can be mounted)', async (context) => {
    await expected;
    const folder = folderOf(suite);
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', disk]).status !== 0) context.skip();
    try {
      const full = await ballast(folder, 'run', '.', '--results', 'disk');
      expect(full.code).toBe(2);
      expect(full.stderr).toMatch(/disk is full/i);
      expect(full.stderr).not.toMatch(/\n\s+at /);
      expect(spawnSync('mount', ['-o', 'remount,size=50m', disk]).status).toBe(0);
      expect((await ballast(folder, 'run', '.', '--results', 'disk')).code).toBe(0);
      expect(bytes(folder, 'disk')).toEqual(await expected);
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  it('says so when the folder is read-only, before it computes', async (context) => {
    const folder = folderOf(suite);
    const results = join(folder, 'results');
    mkdirSync(results);
    if (process.getuid?.() === 0) {
      // Permissions do not bind root: a read-only mount does.
      if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', results]).status !== 0) context.skip();
    } else chmodSync(results, 0o500);
    try {
      const { code, stderr } = await run(folder);
      expect(code).toBe(2);
      expect(stderr).toMatch(/cannot write: (the file system is read-only|there is no permission)/);
      expect(stderr).toContain('--results');
    } finally {
      spawnSync('umount', [results]);
    }
    expect(readdirSync(results)).toEqual([]);
    expect(readFileSync(join(folder, 'suite.yaml'), 'utf8')).toBe(suite);
  });
});
