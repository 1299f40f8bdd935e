import { choices, logUniform, multiples, uniform, type SearchDimension } from '@ballast/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeOptions } from '../../src/config/merge.ts';
import { drawTrial } from '../../src/tuning/drawTrial.ts';
import { optionsOf } from '../../src/tuning/optionsOf.ts';
import type { CellResult } from '../../src/results/types.ts';
import { rankTrials } from '../../src/tuning/scores.ts';

const space: readonly SearchDimension[] = [
  { path: ['loss', 'gamma'], range: uniform(0, 3), current: 1 },
  { path: ['rate'], range: logUniform(1e-4, 1e-2), current: 1e-3 },
  { path: ['schedule', 'learningRate'], range: multiples(0.1, 3), current: 0.2 },
  { path: ['views'], range: choices(1, 2, 4), current: 2 },
];

describe('drawTrial', () => {
  it('begins with what the suite has', () => {
    expect(drawTrial(space, 5, 'mine', 0).map(({ value }) => value)).toEqual([1, 1e-3, 0.2, 2]);
  });

  it('stays in the ranges, for any seed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 100 }), (seed, trial) => {
        const [gamma, rate, learningRate, views] = drawTrial(space, seed, 'mine', trial).map(({ value }) => value as number); // prettier-ignore
        expect(gamma).toBeGreaterThanOrEqual(0);
        expect(gamma).toBeLessThanOrEqual(3);
        expect(rate).toBeGreaterThanOrEqual(1e-4);
        expect(rate).toBeLessThanOrEqual(1e-2);
        expect(learningRate).toBeGreaterThanOrEqual(0.0199);
        expect(learningRate).toBeLessThanOrEqual(0.601);
        expect([1, 2, 4]).toContain(views);
      }),
    );
  });

  it('is a function of seed, method, trial and dimension alone', () => {
    const draw = drawTrial(space, 5, 'mine', 3);
    expect(drawTrial(space, 5, 'mine', 3)).toEqual(draw);
    expect(drawTrial(space.slice(1, 2), 5, 'mine', 3)).toEqual([draw[1]]);
    for (const other of [
      drawTrial(space, 6, 'mine', 3),
      drawTrial(space, 5, 'other', 3),
      drawTrial(space, 5, 'mine', 4),
    ]) {
      expect(other).not.toEqual(draw);
    }
  });
});

describe('optionsOf', () => {
  const resolved = { loss: { type: 'focal', gamma: 1 }, schedule: { type: 'step', learningRate: 0.1, milestones: [0.5] }, rate: 1 }; // prettier-ignore

  it('says no more than it has to where the file writes the block', () => {
    const settings = [{ path: ['schedule', 'learningRate'], value: 0.3 }];
    expect(optionsOf(settings, resolved, { schedule: { type: 'step' } })).toEqual({ schedule: { learningRate: 0.3 } });
  });

  it('says the whole block where the file has a name alone, or nothing', () => {
    const settings = [{ path: ['loss', 'gamma'], value: 2 }, { path: ['schedule', 'learningRate'], value: 0.3 }]; // prettier-ignore
    expect(optionsOf(settings, resolved, { loss: 'focal' })).toEqual({
      loss: { type: 'focal', gamma: 2 },
      schedule: { type: 'step', learningRate: 0.3, milestones: [0.5] },
    });
  });

  it('on top of the file gives the settings and leaves all else', () => {
    const written = { schedule: { type: 'step', milestones: [0.5] }, rate: 1 };
    const settings = [{ path: ['schedule', 'learningRate'], value: 0.3 }, { path: ['rate'], value: 7 }]; // prettier-ignore
    expect(mergeOptions(written, optionsOf(settings, resolved, written))).toEqual({
      schedule: { type: 'step', milestones: [0.5], learningRate: 0.3 },
      rate: 7,
    });
  });
});

describe('rankTrials', () => {
  const cell = (place: number, corruption: string, accuracy: number | undefined): CellResult =>
    ({
      ...{ method: 'mine', corruption, seed: 0, axes: { trial: `rung0-${String(place)}` } },
      summary: accuracy === undefined ? undefined : { last: { accuracy } },
    }) as unknown as CellResult;
  const rung = { index: 0, trials: 4, share: 1, places: { mine: [0, 1, 2, 3] } };

  it('ranks by the mean over settings, the earlier of equals first, a trial with a failed cell last', () => {
    const cells = [0.5, 0.7, 0.7, 0.9].flatMap((accuracy, place) => [
      cell(place, 'a', accuracy),
      cell(place, 'b', place === 3 ? undefined : 0.1),
    ]);
    const ranking = rankTrials({ cells }, {}, rung, 'mine', 'accuracy');
    expect(ranking.map(({ trial }) => trial)).toEqual([1, 2, 0, 3]);
    expect(ranking[0]?.score).toBeCloseTo(0.4, 12);
    expect(ranking[3]?.score).toBeUndefined();
  });

  it('looks at the part of the grid that is tuned on', () => {
    const cells = [0.2, 0.1, 0.3, 0].flatMap((accuracy, place) => [cell(place, 'a', accuracy), cell(place, 'b', 1)]);
    const ranking = rankTrials({ cells }, { corruption: ['a'] }, rung, 'mine', 'accuracy');
    expect(ranking.map(({ trial }) => trial)).toEqual([2, 0, 1, 3]);
  });
});
