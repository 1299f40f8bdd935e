import { describe, expect, it } from 'vitest';
import { phaseFolderName, type PhasePlan, type PlannedCell } from '../src/cells/phasePlan.ts';
import { planTasks } from '../src/launcher/tasks.ts';

const probing = phase('probing', 30);
const cells = [
  cell('curvenet', [probing, phase('allocating-a', 60, probing)]),
  cell('curvenet-slmo', [probing, phase('allocating-b', 60, probing)]),
];

describe('the tasks of cells', () => {
  it('run a phase once, whoever shares it', () => {
    const tasks = planTasks(cells, () => false);
    expect(tasks.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([
      ['id of probing', []],
      ['id of allocating-a', ['id of probing']],
      ['id of allocating-b', ['id of probing']],
      ['summary of curvenet', ['id of probing', 'id of allocating-a']],
      ['summary of curvenet-slmo', ['id of probing', 'id of allocating-b']],
    ]);
  });

  it('leave out phases that are finished', () => {
    const tasks = planTasks(cells, ({ name }) => name === 'probing');
    expect(tasks.map(({ id }) => id)).not.toContain('id of probing');
    expect(tasks).toHaveLength(4);
  });

  it('tell a phase where the outputs are that it takes', () => {
    const [, allocating] = planTasks(cells, () => false);
    expect(allocating).toMatchObject({
      uses: [{ name: 'probing', id: 'id of probing', folder: phaseFolderName(probing) }],
    });
  });
});

function phase(name: string, cost: number, ...uses: PhasePlan[]): PhasePlan {
  const used = Object.fromEntries(uses.map((plan) => [plan.name, plan.id]));
  return { id: `id of ${name}`, name, config: { name }, uses: used, evaluated: true, cost, code: {} };
}

function cell(name: string, phases: PhasePlan[]): PlannedCell {
  const config = {
    task: { dataset: { type: 'digits' }, data: { meta: { perClass: 3 }, validation: { fraction: 0 } }, seed: 0 },
    augmentation: { padding: 0, paddingMode: 'zero', flip: false },
    model: { type: 'mlp' },
    method: { type: 'plain' },
    selection: { bestOnTest: false },
    backend: 'wasm',
    threads: 1,
  } as unknown as PlannedCell['config'];
  return { id: name, name, method: name, corruption: 'none', axes: {}, seed: 0, config, phases, code: {} };
}
