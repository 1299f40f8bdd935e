import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseConfig } from '@ballast/suite';
import { afterAll, describe, expect, it } from 'vitest';
import { ballast, comparableFiles, patient, suiteInTemporaryFolder } from './support.ts';

const suite = `title: Tuning
dataset: guarded
data: { validation: { fraction: 0.2 } }
model: { type: mlp, hidden: [8] }
seeds: [0, 1]
corruptions:
  flip2: { noise: { type: flip2, rate: 0.3 } }
methodDefaults: { epochs: 4, batchSize: 64 }
methods:
  ce: { type: plain }
  focal: { type: plain, loss: focal }
execution: { processes: 1 }
`;

/** The digits, with a test set that throws when anything of it is read while \`poison\` lies beside the suite. */
const guarded = `
import { existsSync } from 'node:fs';
import { definePlugin, injectable } from '${join(import.meta.dirname, '../../core/src/index.ts')}';
import plugins from '${join(import.meta.dirname, '../../data/src/index.ts')}';
import { z } from '${join(import.meta.dirname, '../../../node_modules/zod/index.js')}';
const Digits = plugins.find(({ id }) => id === 'digits').use;
const forbid = () => { throw new Error('the test set was read'); };
class Guarded {
  async load(context) {
    const digits = await new Digits().load(context);
    return existsSync('poison') ? { ...digits, test: new Proxy({}, { get: forbid, ownKeys: forbid, has: forbid }) } : digits;
  }
}
injectable()(Guarded);
export default definePlugin({ kind: 'dataset', id: 'guarded', docs: { summary: 'Guarded.' }, options: z.strictObject({}), use: Guarded });
`;

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function poisoned(): string {
  const folder = suiteInTemporaryFolder(suite);
  folders.push(folder);
  writeFileSync(join(folder, 'guarded.mts'), guarded);
  const config = join(folder, 'ballast.config.yaml');
  writeFileSync(config, `${readFileSync(config, 'utf8').trimEnd()}\n  - ./guarded.mts\n`);
  writeFileSync(join(folder, 'poison'), '');
  return folder;
}

const args = ['suite.yaml', '--results', 'results', '--strategy', 'successive-halving', '--trials', '3'];
const resultsOf = (folder: string): string => join(folder, 'results', basename(folder));
const tuned = (folder: string): string => readFileSync(join(resultsOf(folder), 'views/trials/tuned.yaml'), 'utf8');

interface Method {
  readonly trial: number;
  readonly epochs: number;
  readonly validation: number;
  readonly options: object;
}
interface Index {
  readonly cells: readonly {
    readonly name: string;
    readonly method: string;
    readonly axes: { readonly trial: string };
  }[];
}

describe('ballast tune', () => {
  it(
    'halves on the validation split alone, resumes, chooses the same again, and is used by run --tuned',
    async () => {
      const folder = poisoned();
      const run = await ballast(folder, 'run', 'suite.yaml', '--results', 'results', '--only', 'ce__flip2__seed0');
      expect(run.stdout + run.stderr).toContain('the test set was read'); // the guard guards

      const first = await ballast(folder, 'tune', ...args);
      expect(first.stderr).not.toContain('the test set was read');
      expect(first).toMatchObject({ code: 0 });
      expect(first.stdout).toContain('Use it: ');
      const { methods } = parseConfig(tuned(folder), 'tuned.yaml').value as { methods: Record<string, Method> };
      expect(Object.keys(methods)).toEqual(['ce', 'focal']);
      expect(new Set(Object.values(methods).map(({ epochs }) => epochs))).toEqual(new Set([3 * 1 + 4]));

      // The best of the first rung by validation went on to the second, and was chosen there.
      const trials = join(resultsOf(folder), 'views/trials');
      const { cells } = JSON.parse(readFileSync(join(trials, 'suite.json'), 'utf8')) as Index;
      for (const [id, choice] of Object.entries(methods)) {
        const scores = cells
          .filter(({ method, axes }) => method === id && axes.trial.startsWith('rung0'))
          .map(({ name }) => validationOf(join(resultsOf(folder), 'cells', name)));
        expect(scores).toHaveLength(3);
        expect(scores.indexOf(Math.max(...scores))).toBe(choice.trial);
        const last = cells.find(({ method, axes }) => method === id && axes.trial === 'rung1-0');
        expect(validationOf(join(resultsOf(folder), 'cells', last?.name ?? ''))).toBe(choice.validation);
      }

      const before = [comparableFiles(join(resultsOf(folder), 'phases')), tuned(folder)];
      rmSync(join(trials, 'tuned.yaml'));
      const again = await ballast(folder, 'tune', ...args);
      expect(again).toMatchObject({ code: 0 });
      expect([comparableFiles(join(resultsOf(folder), 'phases')), tuned(folder)]).toEqual(before);

      rmSync(join(folder, 'poison'));
      const used = await ballast(folder, 'run', 'suite.yaml', '--results', 'results', '--tuned');
      expect(used).toMatchObject({ code: 0 });
      expect(used.stdout).toContain('Tuned: 3 trials a method by successive halving by 3 from seed 0');
      const table = await ballast(folder, 'table', 'suite.yaml', '--results', 'results', '--tuned', '--format', 'markdown'); // prettier-ignore
      expect(table.stdout).toContain('Tuning, % on the noisy validation split');
    },
    patient.timeout,
  );

  it('says what is missing before anything is computed', { timeout: patient.timeout }, async () => {
    const folder = poisoned();
    const untuned = await ballast(folder, 'run', 'suite.yaml', '--tuned');
    expect(untuned).toMatchObject({ code: 2 });
    expect(untuned.stderr).toContain('nothing was tuned yet');
    const unsplit = await ballast(folder, 'tune', 'suite.yaml', 'data.validation.fraction=0');
    expect(unsplit).toMatchObject({ code: 2 });
    expect(unsplit.stderr).toContain('options are chosen on a validation split');
    const plan = await ballast(folder, 'tune', ...args, '--dry-run');
    expect(plan.stdout).toContain('focal: 3 × 1 + 1 × 4 epochs\n    loss.gamma: uniform from 0 to 3, now 1');
    const two = [...args, 'corruptions.none={ label: no noise }', '--dry-run'];
    expect((await ballast(folder, 'tune', ...two)).stdout).toContain('in 2 settings with 1 seed of the suite');
    const one = await ballast(folder, 'tune', ...two, 'corruption=flip2');
    expect(one.stdout).toContain('in 1 setting with 1 seed of the suite');
  });
});

/** What the last line of a phase's log says of the noisy validation split. */
function validationOf(cell: string): number {
  const { summary } = JSON.parse(readFileSync(join(cell, 'summary.json'), 'utf8')) as {
    summary: { last: { accuracy: number } };
  };
  return summary.last.accuracy;
}
