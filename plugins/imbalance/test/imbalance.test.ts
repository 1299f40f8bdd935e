import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { locateByPath, PluginRegistry, UserError, type ImbalanceProfile } from '@ballast/core';
import plugins from '../src/index.ts';

const registry = new PluginRegistry(plugins.map((plugin) => ({ plugin, source: '@ballast/plugin-imbalance' })));

function profile(reference: unknown): ImbalanceProfile {
  return registry.instantiate('imbalance', registry.resolve('imbalance', reference, locateByPath));
}

const balanced = (count: number, classes = 10): number[] => Array.from({ length: classes }, () => count);

describe.each(['exponential', 'step'])('%s imbalance', (type) => {
  it('balances at ratio 1, at the size of the smallest class', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6000 }), { minLength: 2, maxLength: 100 }), (available) => {
        const counts = profile({ type, ratio: 1 }).classCounts(available);
        expect(counts).toEqual(balanced(Math.min(...available), available.length));
      }),
    );
  });

  it('never asks for more than there is, never grows towards the tail, and reaches the ratio', () => {
    const cases = fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 2, max: 100 }));
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 20 }), ([ratio, classes], tail) => {
        const available = balanced(ratio * tail, classes);
        const counts = profile({ type, ratio }).classCounts(available);
        expect(counts[0]).toBe(ratio * tail);
        expect(counts.at(-1)).toBe(tail);
        expect(counts).toEqual([...counts].sort((a, b) => b - a));
      }),
    );
  });

  it('refuses a ratio below 1', () => {
    expect(() => profile({ type, ratio: 0.5 })).toThrow(UserError);
    expect(() => profile({ type, ratio: 0.5 })).toThrow(/ratio.*0\.5/);
  });

  it('names a class that would be left empty', () => {
    const names = balanced(0).map((_, label) => `digit ${String(label)}`);
    expect(() => profile({ type, ratio: 50 }).classCounts(balanced(40), names)).toThrow(/"digit \d" would keep none/);
    expect(() => profile({ type, ratio: 50 }).classCounts(balanced(40), names)).toThrow(UserError);
  });
});

describe('step imbalance', () => {
  it('thins out the last half of the classes, or the share that is asked for', () => {
    expect(profile({ type: 'step', ratio: 10 }).classCounts(balanced(500, 5))).toEqual([500, 500, 50, 50, 50]);
    expect(profile({ type: 'step', ratio: 10, minorityShare: 0.2 }).classCounts(balanced(500, 5))).toEqual([
      500, 500, 500, 500, 50,
    ]);
  });
});
