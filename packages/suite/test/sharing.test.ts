import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { planTogether, type JointPlan } from '../src/plan/planTogether.ts';
import { checkTogether } from '../src/run/checkTogether.ts';
import type { PartNames } from '../src/run/chooseParts.ts';
import { runSuite } from '../src/run/runSuite.ts';

const suite = (methods: string): string => `title: Sharing
dataset: digits
data: { meta: { perClass: 3 }, validation: { fraction: 0.1 } }
model: { type: mlp, hidden: [8] }
seeds: [0, 1]
corruptions:
  flip2: { noise: { type: flip2, rate: 0.4 } }
methodDefaults: { epochs: 2, batchSize: 128 }
methods:
  ce: { type: plain }
${methods}`;
/** They have the two phases of cross entropy in common. */
const suites = {
  first: suite('  focal: { type: plain, loss: focal }\n'),
  second: suite('  meta-only: { type: plain, trainOn: meta }\n'),
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function workspace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-sharing-'));
  folders.push(folder);
  const parts = ['packages/data', 'packages/models', ...['plain', 'samplers', 'noise', 'cross-entropy', 'focal'].map((name) => `plugins/${name}`)]; // prettier-ignore
  const files = parts.map((name) => `  - ${fileURLToPath(new URL(`../../../${name}/src/index.ts`, import.meta.url))}\n`); // prettier-ignore
  writeFileSync(join(folder, 'ballast.config.yaml'), `plugins:\n${files.join('')}`);
  for (const [name, text] of Object.entries(suites)) write(folder, name, text);
  return folder;
}

function write(folder: string, name: string, text: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'suite.yaml'), text);
}

/** What the run said to the person who waits. */
async function run(folder: string, name: string, parts: PartNames = {}): Promise<string[]> {
  const said: string[] = [];
  const { interrupted, failures } = await runSuite({
    path: join(folder, name),
    resultsFolder: join(folder, 'results'),
    launcher: 'in-process',
    program: 'ballast',
    parts,
    trackers: [],
    signal: new AbortController().signal,
    report: (message) => said.push(message),
  });
  expect({ interrupted, failures }).toEqual({ interrupted: false, failures: [] });
  return said;
}

function plan(folder: string, ...names: string[]): Promise<JointPlan> {
  return planTogether(names.map((name) => join(folder, name)), { resultsFolder: join(folder, 'results') }); // prettier-ignore
}

/** The bytes of a suite's cells and phases by file, without times, memory and host. */
function bytesOf(folder: string, name: string): Record<string, string> {
  const root = join(folder, 'results', name);
  const entries = ['cells', 'phases'].flatMap((part) => readdirSync(join(root, part), { recursive: true, withFileTypes: true })); // prettier-ignore
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('timing.json'));
  return Object.fromEntries(
    files
      .map(({ parentPath, name: file }) => join(parentPath, file))
      .sort()
      .map((file) => [relative(root, file), createHash('sha256').update(readFileSync(file)).digest('hex')]),
  );
}

describe('suites with phases in common', () => {
  it('come to the same bytes, taken over or computed', async () => {
    const [together, alone] = [workspace(), workspace()];
    expect(await run(together, 'first')).toEqual([]);
    expect(await run(together, 'second')).toEqual(['Taken over from first, which has finished the same: 2 phases.']);
    expect(await run(alone, 'second')).toEqual([]);
    const taken = bytesOf(together, 'second');
    expect(taken).toEqual(bytesOf(alone, 'second'));
    expect(Object.keys(taken).length).toBeGreaterThan(40);
    expect(await run(together, 'second')).toEqual([]);
  });

  it('say before a run what they share with others that are finished, or run before them', async () => {
    const folder = workspace();
    const before = await plan(folder, 'first', 'second');
    expect(before.sharing).toEqual({ unit: 'epochs', separately: 16, shared: 12, saved: 0.25 });
    expect(before.plans.map(({ phases }) => phases.map(({ elsewhere }) => elsewhere))).toEqual([
      [null, null, null, null],
      ['first', 'first', null, null],
    ]);
    await run(folder, 'first');
    const [second] = (await plan(folder, 'second')).plans;
    expect(second?.phases.map(({ elsewhere }) => elsewhere)).toEqual(['first', 'first', null, null]);
    expect(second?.sharing.unit).toBe('seconds');
    expect(second?.phases[0]?.estimatedFrom).toBe('same-config');
    await run(folder, 'second');
    expect((await plan(folder, 'first', 'second')).sharing.saved).toBeGreaterThan(0);
    expect((await plan(folder, 'second')).sharing.saved).toBe(0);
  });

  it('take over parts, and neither what is damaged, nor unfinished, nor of other code', async () => {
    const folder = workspace();
    await run(folder, 'first');
    const [planned] = (await plan(folder, 'second')).plans;
    const [shared = '', other = ''] = planned?.phases.filter(({ elsewhere }) => elsewhere !== null).map(({ name }) => name) ?? []; // prettier-ignore
    const stored = (name: string, file: string): string => join(folder, 'results/first/phases', name, file);
    truncateSync(stored(shared, 'testPredictions.npy'), 100);
    expect(await run(folder, 'second', { phases: [shared, other] })).toEqual([
      expect.stringContaining(`${shared}: a stored file is missing or damaged; the phase is computed anew.`),
      'Taken over from first, which has finished the same: 1 phase.',
    ]);
    const phases = join(folder, 'results/second/phases');
    expect(readdirSync(phases).sort()).toEqual([shared, other].sort());
    expect(readdirSync(join(phases, other)).filter((file) => /lock|tmp/.test(file))).toEqual([]);

    rmSync(join(folder, 'results/second'), { recursive: true });
    rmSync(stored(shared, 'summary.json'));
    const code = JSON.parse(readFileSync(stored(other, 'code.json'), 'utf8')) as object;
    writeFileSync(stored(other, 'code.json'), JSON.stringify({ ...code, '@ballast/core': 'older' }));
    expect(await run(folder, 'second')).toEqual([]);
  });

  it('are refused where one asks for other arithmetic than the first', async () => {
    const folder = workspace();
    write(folder, 'threads', `${suites.second}execution: { threads: 2 }\n`);
    const paths = ['first', 'second', 'threads'].map((name) => join(folder, name));
    await expect(checkTogether(paths, {})).rejects.toThrow(/threads: this suite asks for other arithmetic \(auto, 2 threads\) than .*first does/); // prettier-ignore
    await expect(checkTogether(paths.slice(0, 2), {})).resolves.toBeUndefined();
  });
});
