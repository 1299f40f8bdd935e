import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochsIn, epochsOfBudget, rungsOf, type TuningBudget } from '../../src/tuning/budget.ts';

const budget = (changes: Partial<TuningBudget>): TuningBudget => ({
  strategy: 'successive-halving',
  trials: 9,
  reduction: 3,
  seed: 0,
  seeds: [0],
  ...changes,
});

describe('rungsOf', () => {
  it('halves: 9 trials by 3 are 9 for a ninth, 3 for a third, 1 for a full training', () => {
    const rungs = rungsOf(budget({}));
    expect(rungs.map(({ trials }) => trials)).toEqual([9, 3, 1]);
    expect(rungs.map((rung) => epochsIn(rung, 90))).toEqual([10, 30, 90]);
    expect(epochsOfBudget(budget({}), 90)).toBe(9 * 10 + 3 * 30 + 90);
  });

  it('gives every trial of a random search a full training', () => {
    expect(rungsOf(budget({ strategy: 'random', trials: 5 }))).toEqual([{ trials: 5, share: 1 }]);
    expect(epochsOfBudget(budget({ strategy: 'random', trials: 5 }), 60)).toBe(300);
  });

  it('begins with all trials, ends with a full training, and loses the same factor from rung to rung', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 2, max: 6 }), (trials, reduction) => {
        const rungs = rungsOf(budget({ trials, reduction }));
        expect(rungs[0]?.trials).toBe(trials);
        expect(rungs.at(-1)?.share).toBe(1);
        expect(rungs.at(-1)?.trials).toBeLessThan(reduction);
        rungs.slice(1).forEach((rung, index) => {
          expect(rung.trials).toBe(Math.floor((rungs[index]?.trials ?? 0) / reduction));
          expect(rung.share / (rungs[index]?.share ?? 0)).toBeCloseTo(reduction, 10);
        });
      }),
    );
  });
});
