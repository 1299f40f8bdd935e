import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSuspects } from '../src/suspects/findSuspects.ts';
import { renderGallery } from '../src/suspects/gallery.ts';
import { nameSuspects, suspectsAsCsv, type NamedSuspect } from '../src/suspects/lists.ts';
import { rankSuspects, type SeedEvidence } from '../src/suspects/rank.ts';
import { cell, curves, float32, int32, suite, summary } from './fixtures/build.ts';

function seedOf(
  weights: readonly number[],
  losses: readonly number[],
  indices = weights.map((_, at) => at),
): SeedEvidence {
  const labels = indices.map(() => 0);
  return { indices, givenLabels: labels, suggestedLabels: indices.map((index) => 1 + (index % 3)), weights, losses };
}

const indicesOf = (seeds: readonly SeedEvidence[], evidence: 'weight' | 'loss' | 'both', count = 9) =>
  rankSuspects(seeds, { evidence, count }).map(({ index }) => index);

describe('suspects', () => {
  it('come by low weight, by high loss, or by both ranks alike', () => {
    const seed = seedOf([0.9, 0.1, 0.5], [3, 2, 1]);
    expect(indicesOf([seed], 'weight')).toEqual([1, 2, 0]);
    expect(indicesOf([seed], 'loss')).toEqual([0, 1, 2]);
    expect(indicesOf([seed], 'both')).toEqual([1, 0, 2]);
  });

  it('stand in the same order whatever increasing function their losses go through', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 60 }), (losses) => {
        const weights = losses.map(() => 1);
        const [plain, bent] = [losses, losses.map((loss) => Math.exp(loss / 10))];
        expect(indicesOf([seedOf(weights, bent)], 'loss', 60)).toEqual(indicesOf([seedOf(weights, plain)], 'loss', 60));
        const listed = rankSuspects([seedOf(weights, plain)], { evidence: 'loss', count: 60 }).map(({ loss }) => loss);
        expect(listed).toEqual([...losses].sort((one, other) => other - one));
      }),
    );
  });

  it('are found by their place in the data set over seeds that trained on different samples', () => {
    const seeds = [seedOf([0, 1, 1], [9, 1, 1], [7, 8, 9]), seedOf([0, 1, 1], [9, 1, 1], [7, 5, 6])];
    const [first, ...others] = rankSuspects(seeds, { evidence: 'weight', count: 1 });
    expect(first).toMatchObject({ rank: 1, index: 7, weight: 0, loss: 9, agreement: 1, seeds: 2 });
    expect(others).toEqual([]);
    const divided = [seedOf([0, 1, 1, 1], [9, 1, 1, 1], [7, 8, 9, 10]), seedOf([0.1, 0, 1], [1, 1, 1], [7, 8, 6])];
    expect(rankSuspects(divided, { evidence: 'weight', count: 1 })).toMatchObject([{ index: 7, agreement: 0.5 }]);
  });

  it('come from every class by its size, where each class is ranked by itself', () => {
    // The classes 1 and 2 have 20 and 10 samples; every loss of the second is above all of the first.
    const givenLabels = Array.from({ length: 30 }, (_, index) => (index < 20 ? 1 : 2));
    const losses = givenLabels.map((label, index) => label * 100 + index);
    const seed = { ...seedOf(losses.map(() => 1), losses), givenLabels }; // prettier-ignore
    const labels = (perClass: boolean) =>
      rankSuspects([seed], { evidence: 'loss', perClass, count: 6 }).map(({ givenLabel }) => givenLabel);
    expect(labels(false)).toEqual([2, 2, 2, 2, 2, 2]);
    expect([...labels(true)].sort()).toEqual([1, 1, 1, 1, 2, 2]);
    const listed = rankSuspects([seed], { evidence: 'loss', perClass: true, count: 30 }).map(({ index }) => index);
    for (const label of [1, 2]) {
      const own = listed.filter((index) => givenLabels[index] === label);
      expect(own).toEqual([...own].sort((one, other) => other - one));
    }
  });

  it('of a suite are those of the method that learned weights, with the seeds together', () => {
    const arrays = {
      indices: int32([4, 5]),
      givenLabels: int32([0, 1]),
      suggestedLabels: int32([1, 0]),
    };
    const lossCurves = curves(2, 2, [1, 1, 3, Number.NaN]);
    const results = suite({
      cells: [0, 1].flatMap((seed) => [
        cell('a', 'flip', seed, { summary: summary(0.5), arrays, lossCurves }),
        cell('b', 'flip', seed, {
          summary: summary(0.5),
          arrays: { ...arrays, sampleWeights: float32([2], [0.9, 0.2]) },
          lossCurves,
        }),
      ]),
    });
    const { cells, suspects, evidence } = findSuspects(results, { count: 10 });
    expect([cells.map(({ method }) => method), evidence]).toEqual([['b', 'b'], 'both']);
    expect(suspects[0]).toMatchObject({ index: 5, givenLabel: 1, suggestedLabel: 0, loss: 3, seeds: 2 });
    expect(findSuspects(results, { method: 'a', count: 1 }).evidence).toBe('loss');
    expect(() => findSuspects(results, { method: 'a', evidence: 'weight', count: 1 })).toThrow('--by weight');
    expect(() => findSuspects(results, { method: 'c', count: 1 })).toThrow('there is no method "c"');
    expect(() => findSuspects(suite({}), { count: 1 })).toThrow('no finished cell stored');
  });
});

const hostile = [
  '=HYPERLINK("x")',
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'+1",
  'a,b\r\n',
];
const suspects: NamedSuspect[] = nameSuspects(
  rankSuspects([seedOf([0.1], [2])], { evidence: 'both', count: 1 }),
  hostile,
  hostile,
);

describe('what is written of suspects', () => {
  it('has no formula, and a row for each whatever their names hold', () => {
    const rows = hostile.map((path) => suspectsAsCsv([{ ...suspects[0]!, path }]).slice(suspectsAsCsv([]).length));
    expect(rows[0]).toContain(`"'=HYPERLINK(""x"")"`);
    for (const row of rows) expect(row).not.toMatch(/(^|,)"?[=+\-@\t\r\n]/);
  });

  it('puts names into the page as data alone', () => {
    const page = renderGallery({ title: hostile[1]!, classNames: hostile, suspects: hostile.map((path) => ({ ...suspects[0]!, path })), thumbnails: [], explanation: '' }); // prettier-ignore
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain('<img src=x');
    expect(page).toContain('default-src &#39;none&#39;');
    expect(page).toContain('&lt;/script&gt;&lt;script&gt;alert(1)');
  });

  it('lists 50,000 samples of three seeds in less than five seconds', () => {
    const seeds = [0, 1, 2].map((seed) => {
      const values = Array.from({ length: 50_000 }, (_, at) => ((at * 7919 + seed * 104_729) % 50_021) / 50_021);
      return seedOf(
        values,
        values.map((value) => 1 - value),
      );
    });
    const start = performance.now();
    expect(rankSuspects(seeds, { evidence: 'both', count: 50_000 })).toHaveLength(50_000);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
