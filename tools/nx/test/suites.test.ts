import { appendFileSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyOfWorkspace, nx, writeSuite } from './workspace.ts';

const tiny = `title: Tiny
dataset: { type: digits }
data: { meta: { perClass: 3 }, validation: { fraction: 0.1 } }
model: { type: mlp, hidden: [8] }
seeds: [0]
corruptions:
  flip2: { noise: { type: flip2, rate: 0.4 } }
methodDefaults: { epochs: 1, batchSize: 128 }
methods:
  ce: { type: plain }
  focal: { type: plain, loss: focal }
profiles:
  smoke: { methods: { focal: { epochs: 2 } } }
`;

/** Each command starts several processes: on a busy machine that takes minutes. */
const patient = { timeout: 600_000 };

let root = '';
beforeAll(() => {
  root = copyOfWorkspace(tiny);
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Of a run's output: how many targets came from the cache, of how many. */
function cacheHits(output: string): string {
  return /for (\d+ out of \d+) tasks?/.exec(output)?.[1] ?? 'none';
}

/** The tables in a run's output, which follow the command that prints them. */
function tables(output: string): string | undefined {
  return /table experiments\/tiny --refresh\n([^]*?)\n>? +NX /.exec(output)?.[1]?.trim();
}

/** When each file of the store was written. */
function writtenAt(): Record<string, number> {
  const files = readdirSync(join(root, 'results/tiny'), { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(files.map((file) => [file, statSync(join(root, 'results/tiny', file)).mtimeMs]));
}

/** What computing each cell took: the same where it was restored, another where it was computed again. */
function times(): Record<string, string> {
  const cells = join(root, 'results/tiny/cells');
  return Object.fromEntries(readdirSync(cells).map((cell) => [cell, readFileSync(join(cells, cell, 'timing.json'), 'utf8')])); // prettier-ignore
}

interface Graph {
  readonly nodes: Readonly<Record<string, { readonly data: { readonly targets: Readonly<Record<string, { readonly dependsOn?: unknown }>> } }>>; // prettier-ignore
}

/** Every project with its targets. */
async function projectGraph(): Promise<Graph['nodes']> {
  const file = join(root, 'graph.json');
  expect(await nx(root, 'graph', `--file=${file}`)).toMatchObject({ code: 0 });
  return (JSON.parse(readFileSync(file, 'utf8')) as { graph: Graph }).graph.nodes;
}

describe('targets of a suite', () => {
  it('are its own, one for each profile, and one for each cell', patient, async () => {
    const nodes = await projectGraph();
    const projects = Object.keys(nodes).filter((name) => name.startsWith('tiny'));
    expect(projects.sort()).toEqual(['tiny', 'tiny/ce__flip2__seed0', 'tiny/focal__flip2__seed0']);
    expect(Object.keys(nodes['tiny']?.data.targets ?? {}).sort()).toEqual(['report', 'run', 'smoke', 'table']);
  });

  it('are affected by the code that they run, and by no other', patient, async () => {
    const affected = async (file: string): Promise<string[]> => {
      const { output } = await nx(root, 'show', 'projects', '--affected', '--json', `--files=${file}`);
      return (JSON.parse(output) as string[]).filter((name) => name.startsWith('tiny')).sort();
    };
    expect(await affected('plugins/focal/src/index.ts')).toEqual(['tiny', 'tiny/focal__flip2__seed0']);
    expect(await affected('experiments/tiny/suite.yaml')).toHaveLength(3);
  });

  it(
    'computes cells once, restores them, and runs those again whose code or settings have changed',
    patient,
    async () => {
      const first = await nx(root, 'run', 'tiny:table');
      expect(first).toMatchObject({ code: 0 });
      expect(cacheHits(first.output)).toBe('none');
      expect(tables(first.output)).toMatch(/focal .*\d\d\.\d/);

      const stored = writtenAt();
      rmSync(join(root, 'results'), { recursive: true });
      const restored = await nx(root, 'run', 'tiny:table');
      expect(cacheHits(restored.output)).toBe('2 out of 3');
      expect(tables(restored.output)).toBe(tables(first.output));
      expect(Object.keys(writtenAt()).sort()).toEqual(Object.keys(stored).sort());

      const written = writtenAt();
      rmSync(join(root, '.nx'), { recursive: true });
      const withoutCache = await nx(root, 'run', 'tiny:table');
      expect(cacheHits(withoutCache.output)).toBe('none');
      expect(tables(withoutCache.output)).toBe(tables(first.output));
      expect(writtenAt()).toEqual(written);

      for (const folder of ['.nx/cache', 'results']) rmSync(join(root, folder), { recursive: true });
      const withoutBoth = await nx(root, 'run', 'tiny:table'); // while Nx still has its list of what is cached
      expect(cacheHits(withoutBoth.output)).toBe('none');
      expect(tables(withoutBoth.output)).toBe(tables(first.output));

      const before = times();
      appendFileSync(join(root, 'plugins/focal/src/index.ts'), '// changed\n');
      writeSuite(root, 'tiny', tiny.replace('methods:', 'methods:\n  cb: { type: plain, loss: class-balanced }'));
      const edited = await nx(root, 'run', 'tiny:table');
      expect(edited).toMatchObject({ code: 0 });
      expect(cacheHits(edited.output)).toBe('1 out of 4');
      expect(tables(edited.output)).toMatch(/cb .*\d\d\.\d/);
      const kept = Object.entries(times()).filter(([cell, seconds]) => seconds === before[cell]);
      expect(kept.map(([cell]) => cell)).toEqual([expect.stringContaining('ce__flip2')]);
      writeSuite(root, 'tiny', tiny);
    },
  );

  it(
    'gives phases that cells share targets of their own, and keeps a suite with a mistake apart',
    patient,
    async () => {
      const sharing = tiny.replace('epochs: 1,', 'epochs: 1, probing: { epochs: 8 },').replace(
        '  focal: { type: plain, loss: focal }',
        `  curvenet: &curvenet { type: meta-reweighting, weightNet: curvenet }
  slmo: { <<: *curvenet, metaOptimizer: { type: slmo, skippedStages: 1 } }`,
      );
      writeSuite(root, 'sharing', sharing.replace(/profiles:[^]*/, ''));
      writeSuite(root, 'wrong', tiny.replace('type: digits', 'type: digist'));
      const nodes = await projectGraph();
      const phases = Object.keys(nodes).filter((name) => /^sharing\/probing__[0-9a-f]{10}$/.test(name));
      expect(phases).toHaveLength(1);
      const cell = nodes['sharing/slmo__flip2__seed0']?.data.targets['cell'];
      expect(cell?.dependsOn).toEqual([{ projects: phases, target: 'phase' }]);
      const computed = await nx(root, 'run-many', '-t', 'cell', '-p', 'sharing/curvenet*', 'sharing/slmo*');
      expect(computed).toMatchObject({ code: 0 });
      expect(
        readdirSync(join(root, 'results/sharing/phases')).filter((name) => name.startsWith('probing')),
      ).toHaveLength(1);
      const again = await nx(root, 'run-many', '-t', 'cell', '-p', 'sharing/curvenet*', 'sharing/slmo*');
      expect(cacheHits(again.output)).toBe('3 out of 3');
      const { code, output: said } = await nx(root, 'run', 'wrong:run');
      expect(code).toBe(1);
      expect(said).toMatch(/Did you mean "digits"\?/);
      for (const name of ['sharing', 'wrong']) rmSync(join(root, 'experiments', name), { recursive: true });
    },
  );

  it('has 1,000 cells, whose planning only those wait for who ask for cells', patient, async () => {
    const seeds = Array.from({ length: 500 }, (_, seed) => seed).join(', ');
    writeSuite(root, 'large', tiny.replace('seeds: [0]', `seeds: [${seeds}]`));
    const planned = await nx(root, 'show', 'projects', '--json');
    expect((JSON.parse(planned.output) as string[]).filter((name) => name.startsWith('large/'))).toHaveLength(1000);
    appendFileSync(join(root, 'packages/training/src/index.ts'), '// changed\n');
    const edited = await nx(root, 'show', 'projects', '--json');
    expect(JSON.parse(edited.output)).toEqual(JSON.parse(planned.output));
    const packagesAlone = await nx(root, 'run', '@ballast/core:lint', '--graph=stdout');
    expect(packagesAlone).toMatchObject({ code: 0 });
    expect(packagesAlone.output).not.toContain('large/');
    const seconds = [planned, edited, packagesAlone].map((ended) => ended.seconds.toFixed(1));
    console.log(`1,000 cells: ${seconds.join(' s, ')} s to plan, after an edit of a package, for a package alone`);
    expect(packagesAlone.seconds).toBeLessThan(planned.seconds);
  });
});
