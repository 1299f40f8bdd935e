import type { ImbalanceProfile, Plugin } from '@ballast/core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildPlugin } from '../plugins/buildPlugin.ts';

const availables = fc.array(fc.integer({ min: 200, max: 5000 }), { minLength: 2, maxLength: 20 });

/**
 * What every imbalance profile owes its callers, for these options: a whole number of samples for every class,
 * at least one and no more than there are.
 */
export function imbalanceContract(plugin: Plugin<'imbalance'>, options: Readonly<Record<string, unknown>> = {}): void {
  describe(`${plugin.id} ${JSON.stringify(options)} keeps the contract of an imbalance profile`, () => {
    let profile: ImbalanceProfile;

    beforeAll(() => {
      profile = buildPlugin(plugin, options);
    });

    it('keeps at least one sample of every class, and never more than there are', () => {
      fc.assert(
        fc.property(availables, (available) => {
          const counts = profile.classCounts(available);
          expect(counts.length).toBe(available.length);
          counts.forEach((count, label) => {
            expect(Number.isInteger(count), 'round to whole samples').toBe(true);
            expect(count, 'a class without samples cannot be learned').toBeGreaterThanOrEqual(1);
            expect(count, 'there are no more samples than that').toBeLessThanOrEqual(available[label] ?? 0);
          });
        }),
        { seed: 1 },
      );
    });

    it('is a function of what is available, which it leaves alone', () => {
      fc.assert(
        fc.property(availables, (available) => {
          const before = [...available];
          expect(profile.classCounts(available)).toEqual(profile.classCounts([...available]));
          expect(available).toEqual(before);
        }),
        { seed: 1 },
      );
    });

    it('never gives a later class more than an earlier one when all have the same number', () => {
      fc.assert(
        fc.property(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 200, max: 5000 }), (classes, available) => {
          const counts = profile.classCounts(new Array<number>(classes).fill(available));
          expect(counts).toEqual(counts.toSorted((a, b) => b - a));
        }),
        { seed: 1 },
      );
    });
  });
}
