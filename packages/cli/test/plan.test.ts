import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ballast, suiteInTemporaryFolder } from './support.ts';

const suite = `title: Planned
dataset: digits
data: { meta: { perClass: 3 } }
model: { type: mlp, hidden: [8] }
seeds: [0]
corruptions:
  flip2: { noise: { type: flip2, rate: 0.4 } }
methodDefaults: { epochs: 1, batchSize: 256 }
methods:
  ce: { type: plain }
  focal: { type: plain, loss: focal }
`;

let folder = '';
const write = (name: string, text: string): void => {
  mkdirSync(join(folder, 'experiments', name), { recursive: true });
  writeFileSync(join(folder, 'experiments', name, 'suite.yaml'), text);
};
beforeAll(() => {
  folder = suiteInTemporaryFolder('');
  rmSync(join(folder, 'suite.yaml'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Line {
  readonly path: string;
  readonly failure?: string;
  readonly plan?: {
    readonly cells: readonly { readonly name: string; readonly status: string }[];
    readonly phases: readonly { readonly name: string }[];
    readonly reads: readonly string[];
    readonly code: Readonly<Record<string, object>>;
  };
}

function linesOf(stdout: string): Line[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

describe('ballast plan', () => {
  it('answers with a line for each suite, a mistake in one of them in its own', async () => {
    write('mine', suite);
    write('wrong', suite.replace('dataset: digits', 'dataset: digist'));
    const { code, stdout } = await ballast(folder, 'plan', 'mine', 'wrong');
    expect(code).toBe(0);
    const [mine, wrong] = linesOf(stdout);
    expect(mine?.plan?.cells.map(({ status }) => status)).toEqual(['unfinished', 'unfinished']);
    expect(mine?.plan?.reads).toContain('experiments/mine/suite.yaml');
    expect(mine?.plan?.reads).toContain('ballast.config.yaml');
    expect(Object.keys(mine?.plan?.code ?? {})).toEqual(expect.arrayContaining(['@ballast/core', '@ballast/plugin-focal'])); // prettier-ignore
    expect(wrong).toMatchObject({
      path: 'wrong',
      failure: expect.stringContaining('Did you mean "digits"?') as string,
    });
    expect(readdirSync(folder)).not.toContain('results');
  });

  it('leaves suites of another number of threads to another process', async () => {
    write('mine', suite);
    write('threads', `${suite}execution: { threads: 2 }\n`);
    const together = linesOf((await ballast(folder, 'plan', 'mine', 'threads')).stdout);
    expect(together.map(({ path }) => path)).toEqual(['mine']);
    const alone = linesOf((await ballast(folder, 'plan', 'threads')).stdout);
    expect(alone[0]?.plan?.cells).toHaveLength(2);
  });
});

describe('ballast run of several suites', () => {
  it('plans them together, and takes a word that is neither a suite nor an override for a mistake', async () => {
    write('mine', suite);
    write('other', suite.replace('focal: {', 'meta-only: { trainOn: meta,').replace(', loss: focal', ''));
    const { stdout } = await ballast(folder, 'run', 'mine', 'other', 'seeds=[0,1]', '--dry-run');
    expect(stdout).toContain('Taken over from other suites:\n  2 phases of mine\n');
    expect(stdout).toMatch(/Together: 2 suites with 8 cells and 8 phases, 6 of them to be computed once for all\.\nSharing saves 25 % .*\n$/); // prettier-ignore
    const { code, stderr } = await ballast(folder, 'run', 'mine', 'othre');
    expect(stderr).toMatch(/argument "othre": this is no override\./);
    expect(code).toBe(2);
  });
});

describe('ballast run of parts, --json', () => {
  it('says of each part whether it is finished, and why not', async () => {
    write('parts', suite.replace('focal: {', 'explodes: { schedule: { type: constant, learningRate: 1.0e30 },'));
    const [planned] = linesOf((await ballast(folder, 'plan', 'parts')).stdout);
    const phase = planned?.plan?.phases[0]?.name ?? '';
    const args = ['--phase', phase, '--cell', 'ce__flip2__seed0', '--cell', 'explodes__flip2__seed0', '--json'];
    const { code, stdout } = await ballast(folder, 'run', 'parts', ...args);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      parts: [
        { name: 'ce__flip2__seed0', finished: true },
        { name: 'explodes__flip2__seed0', finished: false },
        { name: phase, finished: true },
      ],
      failures: [expect.stringMatching(/^training: The loss became/)],
    });
    const { stderr } = await ballast(folder, 'run', 'parts', '--cell', 'cee__flip2__seed0');
    expect(stderr).toMatch(/has no cell "cee__flip2__seed0"\.\n {2}Did you mean "ce__flip2__seed0"\?/);
  });
});

describe('--refresh', () => {
  it('shows the grid as the suite file has it now, without computing', async () => {
    write('grown', suite);
    await ballast(folder, 'run', 'grown');
    write('grown', suite.replace('focal: { type: plain, loss: focal }', 'meta-only: { type: plain, trainOn: meta }'));
    expect((await ballast(folder, 'table', 'grown')).stdout).toMatch(/\nfocal +\d/);
    const { stdout } = await ballast(folder, 'table', 'grown', '--refresh');
    expect(stdout).toMatch(/\nce +\d/);
    expect(stdout).toMatch(/\nmeta-only .*not begun/);
    expect(stdout).not.toMatch(/\nfocal/);
    const report = await ballast(folder, 'report', 'grown', '--refresh');
    expect(report).toMatchObject({ code: 0 });
  });
});
