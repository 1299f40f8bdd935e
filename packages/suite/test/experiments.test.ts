import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { discoverPlugins } from '@ballast/core';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config/document.ts';
import { defaultProfile, profileNames, withProfile } from '../src/config/profiles.ts';
import { resolveSuite } from '../src/config/resolve.ts';
import { methodInstances, planCells } from '../src/run/suitePlan.ts';

const experiments = resolve(import.meta.dirname, '../../../experiments');
const arithmetic = { backend: 'wasm', threads: 1 } as const;

const suites = readdirSync(experiments).filter((name) => existsSync(join(experiments, name, 'suite.yaml')));
const documents = suites.map((name) => {
  const file = join(experiments, name, 'suite.yaml');
  return [name, parseConfig(readFileSync(file, 'utf8'), file)] as const;
});
const { registry } = await discoverPlugins(experiments, parseConfig);

function planned(document: ReturnType<typeof parseConfig>, profile: string | undefined) {
  const suite = resolveSuite(withProfile(document, profile), registry);
  return { suite, cells: planCells(suite, methodInstances(registry), arithmetic) };
}

describe.each(documents)('experiments/%s', (_, document) => {
  it.each([undefined, ...profileNames(document)])('can be planned with the profile %s', (profile) => {
    const { cells } = planned(document, profile);
    expect(cells.length).toBeGreaterThan(0);
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
    expect(cells.every(({ phases }) => phases.some(({ evaluated }) => evaluated))).toBe(true);
  });

  it('has a profile of a minute, whose cells are few', () => {
    const { suite, cells } = planned(document, 'smoke');
    expect(suite.seeds).toHaveLength(1);
    expect(cells.length).toBeLessThanOrEqual(50); // the suites of every method have a cell for each
  });

  it('has the rows that keep a comparison honest, where it has a trusted set', () => {
    const { suite } = planned(document, defaultProfile(document));
    for (const { data, methods } of suite.variants) {
      const trainedOn = methods.map(({ method }) => method['trainOn']);
      if (data.meta.perClass > 0) expect(trainedOn).toEqual(expect.arrayContaining(['meta', 'train+meta']));
    }
  });

  it('shows a published number only with its source', () => {
    const { suite } = planned(document, defaultProfile(document));
    for (const { paper, table, url } of suite.published) expect([paper, table, url]).not.toContain(undefined);
  });
});
