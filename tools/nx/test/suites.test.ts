import { rmSync } from 'node:fs';
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

let root = '';
beforeAll(() => {
  root = copyOfWorkspace(tiny);
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('targets of a suite', () => {
  it('lists its own, one for each profile, and one for each cell', async () => {
    const { output } = await nx(root, 'show', 'projects', '--json');
    const projects = (JSON.parse(output) as string[]).filter((name) => name.startsWith('tiny'));
    expect(projects.sort()).toEqual(['tiny', 'tiny/ce__flip2__seed0', 'tiny/focal__flip2__seed0']);
    const suite = JSON.parse((await nx(root, 'show', 'project', 'tiny', '--json')).output) as { targets: object };
    expect(Object.keys(suite.targets).sort()).toEqual(['report', 'run', 'smoke', 'table']);
  });

  it('gives phases that cells share targets of their own, and keeps a suite with a mistake apart', async () => {
    const sharing = tiny.replace(
      '  focal: { type: plain, loss: focal }',
      `  curvenet: &curvenet { type: meta-reweighting, weightNet: curvenet }
  slmo: { <<: *curvenet, metaOptimizer: { type: slmo, skippedStages: 1 } }`,
    );
    writeSuite(root, 'sharing', sharing.replace(/profiles:[^]*/, ''));
    writeSuite(root, 'wrong', tiny.replace('type: digits', 'type: digist'));
    const { output } = await nx(root, 'show', 'projects', '--json');
    const phases = (JSON.parse(output) as string[]).filter((name) => /^sharing\/probing__[0-9a-f]{10}$/.test(name));
    expect(phases).toHaveLength(1);
    const cell = JSON.parse((await nx(root, 'show', 'project', 'sharing/slmo__flip2__seed0', '--json')).output) as {
      targets: { cell: { dependsOn: unknown } };
    };
    expect(cell.targets.cell.dependsOn).toEqual([{ projects: phases, target: 'phase' }]);
    const { code, output: said } = await nx(root, 'run', 'wrong:run');
    expect(code).toBe(1);
    expect(said).toMatch(/Did you mean "digits"\?/);
    for (const name of ['sharing', 'wrong']) rmSync(join(root, 'experiments', name), { recursive: true });
  });

  it('has the graph of a suite of 1,000 cells within five seconds of planning it', async () => {
    const seeds = Array.from({ length: 500 }, (_, seed) => seed).join(', ');
    writeSuite(root, 'large', tiny.replace('seeds: [0]', `seeds: [${seeds}]`));
    const planned = await nx(root, 'show', 'projects', '--json');
    expect((JSON.parse(planned.output) as string[]).filter((name) => name.startsWith('large/'))).toHaveLength(1000);
    const again = await nx(root, 'show', 'projects', '--json');
    console.log(
      `project graph of 1,000 cells: ${planned.seconds.toFixed(1)} s with planning, ${again.seconds.toFixed(1)} s after`,
    );
    expect(again.seconds).toBeLessThan(5);
  });
});
