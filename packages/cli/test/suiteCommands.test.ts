import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ballast, suiteInTemporaryFolder } from './support.ts';

const suite = `title: Commands
dataset: digits
data: { meta: { perClass: 3 } }
model: { type: mlp, hidden: [8] }
seeds: [0, 1]
corruptions:
  flip2: { noise: { type: flip2, rate: 0.4 } }
methodDefaults: { epochs: 2, batchSize: 64 }
methods:
  ce: { type: plain }
  own: { type: plain, loss: own }
profiles:
  smoke: { seeds: [0], methodDefaults: { epochs: 1 } }
`;
const ownLoss = (gamma: number): string => `
import { definePlugin, injectable } from '${join(import.meta.dirname, '../../core/src/index.ts')}';
import { softmaxCrossEntropy, tf } from '${join(import.meta.dirname, '../../tensor/src/index.ts')}';
import { z } from '${join(import.meta.dirname, '../../../node_modules/zod/index.js')}';
class Own { perSample({ logits, givenLabels }) { return tf.mul(softmaxCrossEntropy(logits, givenLabels), ${String(gamma)}); } }
injectable()(Own);
export default definePlugin({ kind: 'loss', id: 'own', docs: { summary: 'Own.' }, options: z.strictObject({}), use: Own });
`;

/** `experiments/mine` with a loss of its own in a temporary workspace. */
function workspaceOf(text: string): string {
  const folder = suiteInTemporaryFolder('');
  rmSync(join(folder, 'suite.yaml'));
  mkdirSync(join(folder, 'experiments/mine'), { recursive: true });
  writeFileSync(join(folder, 'experiments/mine/suite.yaml'), text);
  writeFileSync(join(folder, 'own.mts'), ownLoss(1));
  const config = join(folder, 'ballast.config.yaml');
  writeFileSync(config, `${readFileSync(config, 'utf8').trimEnd()}\n  - ./own.mts\n`);
  folders.push(folder);
  return folder;
}
/** Makes the folder a repository with all of its files in one commit. */
function commit(folder: string): void {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.org'];
  for (const args of [
    ['init', '--quiet'],
    ['add', '.'],
    [...identity, 'commit', '--quiet', '--message', 'all'],
  ]) {
    expect(spawnSync('git', args, { cwd: folder }).status).toBe(0);
  }
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

interface Plan {
  readonly cells: readonly { readonly name: string; readonly status: string; readonly code: readonly string[] }[];
  readonly phases: readonly { readonly name: string; readonly estimatedFrom: string | null; readonly status: string }[];
}

async function planOf(folder: string, ...args: string[]): Promise<Plan> {
  const { stdout } = await ballast(folder, 'run', 'mine', '--dry-run', '--json', ...args);
  return JSON.parse(stdout) as Plan;
}

function statuses({ cells }: Plan): Record<string, string> {
  return Object.fromEntries(cells.map(({ name, status }) => [name.replace(/__[0-9a-f]{10}$/, ''), status]));
}

describe('ballast run, a suite by its name', () => {
  it('plans, runs a phase, a cell, the rest; renews what a change of code made stale', async () => {
    const folder = workspaceOf(suite);
    const before = await planOf(folder);
    expect(statuses(before)).toEqual({
      ce__flip2__seed0: 'unfinished',
      ce__flip2__seed1: 'unfinished',
      own__flip2__seed0: 'unfinished',
      own__flip2__seed1: 'unfinished',
    });
    expect(before.cells.map(({ code }) => code.includes('own.mts'))).toEqual([false, false, true, true]);
    expect(before.phases.every(({ estimatedFrom }) => estimatedFrom === null)).toBe(true);
    expect(readdirSync(folder)).not.toContain('results');

    const phase = await ballast(folder, 'run', 'mine', '--phase', before.phases[0]?.name ?? '');
    expect(phase).toMatchObject({ code: 0, stdout: '' });
    const cell = await ballast(folder, 'run', 'mine', '--cell', 'ce__flip2__seed1');
    expect(cell).toMatchObject({ code: 0, stdout: '' });
    const between = await planOf(folder);
    expect(statuses(between)).toMatchObject({ ce__flip2__seed0: 'unfinished', ce__flip2__seed1: 'finished' });
    expect(between.phases.map(({ status }) => status)).toEqual(['finished', 'finished', 'unfinished', 'unfinished']);
    expect(between.phases[2]?.estimatedFrom).toBe('same-model');

    expect((await ballast(folder, 'run', 'mine')).stdout).toContain('3 cells ran now, 4 of 4 are finished.');
    writeFileSync(join(folder, 'own.mts'), ownLoss(2));
    expect(statuses(await planOf(folder))).toMatchObject({ ce__flip2__seed0: 'finished', own__flip2__seed0: 'stale' });
    const unchanged = await ballast(folder, 'run', 'mine');
    expect(unchanged.stdout).toContain('Nothing to do: 4 of 4 cells were finished before.');
    expect(unchanged.stdout).toContain('2 cells stale, from code that has changed since: --rerun stale renews them.');
    const renewed = await ballast(folder, 'run', 'mine', '--rerun', 'stale');
    expect(renewed.stdout).toContain('2 cells ran now, 4 of 4 are finished.');
    expect(renewed.stdout).not.toContain('stale');
  });

  it('keeps the results of a profile and of arguments apart, and shares their cells', async () => {
    const folder = workspaceOf(suite);
    commit(folder);
    expect((await ballast(folder, 'run', 'mine', '--profile', 'smoke')).stdout).toContain('2 cells ran now');
    const override = await ballast(folder, 'run', 'mine', 'methodDefaults.epochs=1', 'seeds=[0]');
    expect(override.stdout).toContain('Nothing to do: 2 of 2 cells were finished before.');
    const results = join(folder, 'results/mine');
    expect(readdirSync(results).sort()).toEqual(['cells', 'phases', 'views']);
    const views = readdirSync(join(results, 'views'));
    expect(views).toHaveLength(2);
    expect(views).toContain('smoke');
    const { versions } = JSON.parse(readFileSync(join(results, 'views/smoke/suite.json'), 'utf8')) as {
      versions: unknown;
    };
    expect(versions).toMatchObject({
      '@ballast/core': '0.1.0',
      commit: expect.stringMatching(/^[0-9a-f]{40}$/) as unknown,
    });
    for (const args of [
      ['--profile', 'smoke'],
      ['seeds=[0]', 'methodDefaults.epochs=1'],
    ]) {
      expect(await ballast(folder, 'table', 'mine', ...args)).toMatchObject({ code: 0 });
    }
    expect((await ballast(folder, 'table', 'mine')).stderr).toMatch(
      /there are no results here\.\n {2}There are results with other arguments: methodDefaults\.epochs=1 seeds=\[0\], or --profile smoke\./,
    );
  });

  it('stops at the first failure when asked', async () => {
    const folder = workspaceOf(suite.replace('ce: {', 'ce: { schedule: { type: constant, learningRate: 1.0e30 },'));
    const { code, stdout } = await ballast(folder, 'run', 'mine', '--bail', '--processes', '1');
    expect(code).toBe(1);
    expect(stdout).toContain('Stopped at the first failure, as --bail asks.');
    expect(stdout).toMatch(/\d cells unfinished/);
  });

  it('says the nearest name when there is none of this one', async () => {
    const { code, stderr } = await ballast(workspaceOf(suite), 'run', 'mien');
    expect(stderr).toMatch(/mien: there is no such suite\.\n {2}Did you mean "mine"\?/);
    expect(code).toBe(2);
  });

  it('names the line of a mistake in the Ballast config', async () => {
    const folder = workspaceOf(suite);
    const config = join(folder, 'ballast.config.yaml');
    writeFileSync(config, readFileSync(config, 'utf8').replace('plugins:', 'plugnis:'));
    const { stderr } = await ballast(folder, 'run', 'mine');
    expect(stderr).toMatch(/ballast\.config\.yaml:1 plugnis: there is no option "plugnis" here\.\n {2}Did you mean "plugins"\?/); // prettier-ignore
  });
});
