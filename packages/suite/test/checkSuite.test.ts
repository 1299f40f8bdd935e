import { PluginRegistry, type Plugin } from '@ballast/core';
import { describe, expect, it } from 'vitest';
import curvenet from '../../../plugins/curvenet/src/index.ts';
import metaOptimizers from '../../../plugins/meta-optimizers/src/index.ts';
import metaReweighting from '../../../plugins/meta-reweighting/src/index.ts';
import { parseConfig } from '../src/config/document.ts';
import { resolveSuite } from '../src/config/resolve.ts';
import { TaskData } from '../src/launcher/taskData.ts';
import { checkSuite } from '../src/run/checkSuite.ts';
import { indexSuite, methodInstances, planCells } from '../src/run/suitePlan.ts';
import { smallRegistry, smallSuite } from './registry.ts';

const more: Plugin[] = [curvenet, metaOptimizers, metaReweighting].flat();
const registry = new PluginRegistry([...smallRegistry().list(), ...more.map((plugin) => ({ plugin, source: 'test' }))]);

const suiteWithCurveNet = smallSuite.replace('hidden: [8]', 'hidden: [8, 8]').replace(
  /methods:[^]*/,
  `methods:
  curvenet: { type: meta-reweighting, weightNet: curvenet }
  slmo: { type: meta-reweighting, weightNet: curvenet, metaOptimizer: { type: slmo, skippedStages: 1 } }
`,
);

async function check(text: string): Promise<void> {
  const suite = resolveSuite(parseConfig(text, 'suite.yaml'), registry);
  const context = { cacheDirectory: '/nowhere', report: () => undefined };
  const [variant] = suite.variants;
  const dataset = await new TaskData(registry, context).dataset(variant.dataset);
  checkSuite(suite, registry, methodInstances(registry), [{ variant, dataset }]);
}

describe('what can go wrong is known before anything runs', () => {
  it('accepts what works', async () => {
    await expect(check(suiteWithCurveNet)).resolves.toBeUndefined();
  });

  it('more skipped stages than the network has', async () => {
    await expect(check(suiteWithCurveNet.replace('skippedStages: 1', 'skippedStages: 3'))).rejects
      .toThrowErrorMatchingInlineSnapshot(`
      [UserError: suite.yaml:17 methods.slmo.metaOptimizer.skippedStages: cannot skip 3 stages: this network has 3 (layer1, layer2, head), and at least one must take part in the virtual step.
        The largest possible value is 2.]
    `);
  });

  it('a method that needs a meta set where there is none', async () => {
    await expect(check(suiteWithCurveNet.replace('perClass: 3', 'perClass: 0'))).rejects
      .toThrowErrorMatchingInlineSnapshot(`
      [UserError: 2 problems:
      - suite.yaml:16 methods.curvenet: this method learns from a meta set, and the suite has none.
          Set data.meta.perClass to at least 1 (suite.yaml:3 data).
      - suite.yaml:17 methods.slmo: this method learns from a meta set, and the suite has none.
          Set data.meta.perClass to at least 1 (suite.yaml:3 data).]
    `);
  });

  it('a meta set larger than a class', async () => {
    await expect(check(smallSuite.replace('perClass: 3', 'perClass: 3000'))).rejects.toThrowErrorMatchingInlineSnapshot(
      `[UserError: suite.yaml:3 data.meta.perClass: the class "0" has 138 images, 3000 are asked for.]`,
    );
  });

  it('an imbalance that leaves a class without samples', async () => {
    await expect(check(smallSuite.replace('ratio: 4 }', 'ratio: 100000 }'))).rejects
      .toThrowErrorMatchingInlineSnapshot(`
      [UserError: suite.yaml:10 corruptions.noisy.imbalance.ratio: the class "4" would keep none of its 138 samples.
        Take a ratio of at most 131, the size of the smallest class.]
    `);
  });
});

describe('two rows of CurveNet', () => {
  it('share their probing for every corruption and seed', () => {
    const suite = resolveSuite(parseConfig(suiteWithCurveNet, 'suite.yaml'), registry);
    const backend = { backend: 'wasm', threads: 1, versions: {} } as const;
    const cells = planCells(suite, methodInstances(registry), backend);
    const ids = (name: string): Set<string> =>
      new Set(cells.flatMap(({ phases }) => phases.filter((phase) => phase.name === name).map(({ id }) => id)));
    expect(cells).toHaveLength(8);
    expect(ids('probing').size).toBe(4);
    expect(ids('allocating').size).toBe(8);
  });
});

describe('the index of a suite', () => {
  it('says which methods are oracles, and which use the meta set', () => {
    const text = `${smallSuite}  oracle: { type: plain, trainOn: clean }\n  trusted: { type: plain, trainOn: meta }\n`;
    const suite = resolveSuite(parseConfig(text, 'suite.yaml'), registry);
    const facts = { name: 'small', classNames: [], versions: {}, command: '', codeRoots: {} };
    const { methods } = indexSuite(suite, [], { ...facts, profile: undefined, overrides: [], methods: methodInstances(registry) }); // prettier-ignore
    expect(methods.map(({ id, usesMetaSet, knowsTruth }) => [id, usesMetaSet, knowsTruth])).toEqual([
      ['ce', false, undefined],
      ['focal', false, undefined],
      ['oracle', false, true],
      ['trusted', true, undefined],
    ]);
  });
});
