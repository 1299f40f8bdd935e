import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Json, Method, Phase, Settings } from '@ballast/core';
import { describe, expect, it } from 'vitest';
import { canonicalJson, contentId } from '../src/cells/canonicalJson.ts';
import { expandCells, type Cell } from '../src/cells/cell.ts';
import { planPhases } from '../src/cells/phasePlan.ts';
import { parseConfig } from '../src/config/document.ts';
import { resolveSuite } from '../src/config/resolve.ts';
import { smallRegistry, smallSuite } from './registry.ts';

const registry = smallRegistry();
const arithmetic = { backend: 'wasm', threads: 1 } as const;

function cellsOf(text: string, how: Parameters<typeof expandCells>[1] = arithmetic): Cell[] {
  return expandCells(resolveSuite(parseConfig(text, 'suite.yaml'), registry), how);
}

describe('canonical JSON', () => {
  const json = fc.jsonValue() as fc.Arbitrary<Json>;

  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(normalised(value));
      }),
    );
  });

  it('does not depend on the order of keys', () => {
    fc.assert(fc.property(json, (value) => contentId(value) === contentId(reversed(value))));
  });

  it('tells different values apart', () => {
    fc.assert(
      fc.property(json, json, (left, right) => {
        const same = isDeepStrictEqual(normalised(left), normalised(right));
        return same === (contentId(left) === contentId(right));
      }),
    );
  });

  /** JSON writes −0 as 0. */
  function normalised(value: Json): unknown {
    return JSON.parse(JSON.stringify(value));
  }

  function reversed(value: Json): Json {
    if (Array.isArray(value)) return value.map(reversed);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).reverse().map(([key, item]) => [key, reversed(item)])); // prettier-ignore
  }
});

describe('a suite expands to cells', () => {
  const cells = cellsOf(smallSuite);

  it('method × corruption × seed, with readable folder names', () => {
    expect(cells.map(({ name }) => name.replace(/__[0-9a-f]{10}$/, ''))).toEqual([
      'ce__clean__seed0',
      'ce__clean__seed1',
      'ce__noisy__seed0',
      'ce__noisy__seed1',
      'focal__clean__seed0',
      'focal__clean__seed1',
      'focal__noisy__seed0',
      'focal__noisy__seed1',
    ]);
    expect(cells.every(({ name, id }) => name.endsWith(`__${id.slice(0, 10)}`))).toBe(true);
    expect(new Set(cells.map(({ id }) => id)).size).toBe(8);
  });

  it('fills in every default, those of nested plugins included', () => {
    expect(cells[0]?.config.method).toMatchObject({
      epochs: 2,
      batchSize: 128,
      loss: { type: 'cross-entropy' },
      sampler: { type: 'shuffled' },
      optimizer: { type: 'sgd', momentum: 0.5 },
    });
  });

  it.each([
    ['a label', 'label: flip2 0.4, ratio 4', 'label: another one'],
    ['the title', 'title: Small', 'title: Other'],
    [
      'an option written out that is the default',
      'type: plain, loss: cross',
      'type: plain, batchSize: 128, loss: cross',
    ],
    ['the number of processes', 'title: Small', 'title: Small\nexecution: { processes: 3 }'],
    ['a plugin by its name alone', 'dataset: digits', 'dataset: { type: digits }'],
  ])('keeps its ids after a change of %s', (_, from, to) => {
    expect(cellsOf(smallSuite.replace(from, to)).map(({ id }) => id)).toEqual(cells.map(({ id }) => id));
  });

  it.each([
    ['the meta set', 'perClass: 3', 'perClass: 4'],
    ['the model', 'hidden: [8]', 'hidden: [9]'],
    ['the epochs', 'epochs: 2', 'epochs: 3'],
    ['the augmentation', 'title: Small', 'title: Small\naugmentation: { padding: 1 }'],
    ['what is selected', 'title: Small', 'title: Small\nselection: { bestOnTest: true }'],
  ])('has other ids after a change of %s', (_, from, to) => {
    const ids = new Set(cells.map(({ id }) => id));
    expect(cellsOf(smallSuite.replace(from, to)).some(({ id }) => ids.has(id))).toBe(false);
  });

  it('has other ids with another backend or number of threads', () => {
    const ids = [arithmetic, { backend: 'native', threads: 1 }, { backend: 'native', threads: 2 }] as const;
    expect(new Set(ids.flatMap((how) => cellsOf(smallSuite, how).map(({ id }) => id))).size).toBe(24);
  });

  it('moves only the noisy cells when the noise changes', () => {
    const changed = cellsOf(smallSuite.replace('rate: 0.4', 'rate: 0.3'));
    expect(changed.map(({ id }, index) => id === cells[index]?.id)).toEqual(
      cells.map(({ corruption }) => corruption === 'clean'),
    );
  });
});

describe('phases', () => {
  const [cell] = cellsOf(smallSuite);
  if (cell === undefined) throw new Error('no cell');
  const { config } = cell;

  const probing = phase('probing', { epochs: 30 });
  const allocating = (skipped: number): Phase => phase('allocating', { epochs: 60, skipped }, ['probing']);
  const ids = (...phases: Phase[]): string[] => planPhases(config, method(phases)).map(({ id }) => id);

  it('that begin alike are one, whatever follows', () => {
    const [first, second] = [ids(probing, allocating(0)), ids(probing, allocating(1))];
    expect(first[0]).toBe(second[0]);
    expect(first[1]).not.toBe(second[1]);
  });

  it('depend on the phases they use', () => {
    const [, after30] = ids(probing, allocating(0));
    const [, after40] = ids(phase('probing', { epochs: 40 }), allocating(0));
    expect(after30).not.toBe(after40);
  });

  it('depend on name, data, model, seed and arithmetic', () => {
    const idWith = (change: Partial<typeof config>): string | undefined =>
      planPhases({ ...config, ...change }, method([probing]))[0]?.id;
    const changed = [
      idWith({}),
      idWith({ task: { ...config.task, seed: 7 } }),
      idWith({ model: { type: 'mlp', hidden: [9] } }),
      idWith({ backend: 'native' }),
      idWith({ threads: 2 }),
      ids(phase('probing2', { epochs: 30 }))[0],
    ];
    expect(new Set(changed).size).toBe(changed.length);
    expect(idWith({ method: { type: 'another' } })).toBe(changed[0]);
  });

  it('may not use a later one', () => {
    expect(() => ids(allocating(0), probing)).toThrow('"allocating" uses "probing", which does not run before it');
  });

  function phase(name: string, settings: Settings, uses: string[] = []): Phase {
    const run = (): never => {
      throw new Error('planning runs nothing');
    };
    return { name, settings, uses, evaluated: true, run };
  }

  function method(phases: readonly Phase[]): Pick<Method, 'phases'> {
    return { phases };
  }
});
