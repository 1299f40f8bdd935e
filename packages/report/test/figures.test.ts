import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classCountsData } from '../src/figures/classCounts/data.ts';
import { confusionData } from '../src/figures/confusion/data.ts';
import { epochTicks } from '../src/figures/drawing/epochTicks.ts';
import { figuresOf } from '../src/figures/figures.ts';
import { lossCurvesData } from '../src/figures/lossCurves/data.ts';
import { sampleWeightsData } from '../src/figures/sampleWeights/data.ts';
import { settingsOf } from '../src/grid.ts';
import { cell, curves, float32, int32, suite, summary } from './fixtures/build.ts';
import { realisticResults } from './fixtures/realistic.ts';

/** The second of the fixture's settings. */
const flip = settingsOf(suite({}))[1]!;
/** Class 0 is head with a mislabelled sample, class 1 tail with none. */
const labels = { givenLabels: int32([0, 0, 0, 1]), trueLabels: int32([0, 0, 1, 1]) };
const noiseDetection = { sampleWeights: 1, probingLoss: 1 };

function noisyCell(method: string, seed: number, arrays: Parameters<typeof cell>[3] & object, accuracy = 0.5) {
  return cell(method, 'flip', seed, { ...arrays, summary: summary(accuracy, { noiseDetection }) });
}

describe('loss curves', () => {
  const withCurves = (seed: number, offset: number) =>
    noisyCell('b', seed, {
      arrays: labels,
      lossCurves: curves(
        4,
        2,
        [1, 3, 3, 5, 8, 9, 4, 2].map((loss) => loss + offset),
      ),
    });

  it('are means over samples, then over seeds', () => {
    const data = lossCurvesData(suite({ cells: [withCurves(0, 0), withCurves(1, 2)] }), flip);
    expect(data).toEqual({
      methodLabel: 'method b',
      seeds: 2,
      groupSize: 1,
      curves: [
        { group: 'head', labels: 'clean', losses: [3, 5] },
        { group: 'head', labels: 'mislabelled', losses: [9, 10] },
        { group: 'tail', labels: 'clean', losses: [5, 3] },
      ],
    });
  });

  it('come from a method that learned weights from them, where there is one', () => {
    const learner = { ...withCurves(0, 0), method: 'a' };
    const meanWeight = { clean: 0.9, mislabelled: 0.1 };
    const weighted = { ...learner, summary: learner.summary && { ...learner.summary, meanWeight } };
    const labelOf = (cells: Parameters<typeof suite>[0]['cells']) =>
      lossCurvesData(suite({ cells }), flip)?.methodLabel;
    expect(labelOf([withCurves(0, 0), learner])).toBe('method a');
    expect(labelOf([{ ...weighted, method: 'b' }, learner])).toBe('method b');
  });

  it('are absent without known true labels', () => {
    const unknown = { arrays: { givenLabels: labels.givenLabels }, lossCurves: curves(4, 1, [1, 2, 3, 4]) };
    expect(lossCurvesData(suite({ cells: [noisyCell('b', 0, unknown)] }), flip)).toBeUndefined();
  });
});

describe('class counts', () => {
  it('are means over the seeds of the first method', () => {
    const counted = (method: string, seed: number, clean: number[], mislabelled: number[]) =>
      cell(method, 'flip', seed, { summary: summary(0.5, { cleanCounts: clean, mislabelledCounts: mislabelled }) });
    const cells = [counted('a', 0, [4, 2], [1, 0]), counted('a', 1, [2, 2], [3, 1]), counted('b', 0, [9, 9], [9, 9])];
    expect(classCountsData(suite({ cells }), flip)).toEqual({
      seeds: 2,
      methodLabel: 'method a',
      truthKnown: false,
      counts: [
        { className: 'zero', labels: 'clean', count: 3 },
        { className: 'zero', labels: 'mislabelled', count: 2 },
        { className: 'one', labels: 'clean', count: 2 },
        { className: 'one', labels: 'mislabelled', count: 0.5 },
      ],
    });
  });
});

describe('learned weights', () => {
  it('are summarised by given label over the samples of all seeds', () => {
    const weighted = (seed: number, weights: number[]) =>
      noisyCell('b', seed, { arrays: { ...labels, sampleWeights: float32([4], weights) } });
    const data = sampleWeightsData(
      suite({ cells: [weighted(0, [1, 0.5, 0.25, 0.75]), weighted(1, [0, 0.5, 0, 0.25])] }),
      flip,
    );
    const own = { methodLabel: 'method b' };
    expect(data).toEqual([
      { ...own, className: 'zero', labels: 'clean', mean: 0.5, lowerQuartile: 0.375, upperQuartile: 0.625, samples: 4 },
      { ...own, className: 'one', labels: 'clean', mean: 0.5, lowerQuartile: 0.375, upperQuartile: 0.625, samples: 2 },
      {
        ...{ ...own, className: 'zero', labels: 'mislabelled' },
        ...{ mean: 0.125, lowerQuartile: 0.0625, upperQuartile: 0.1875, samples: 2 },
      },
    ]);
  });

  it('are absent without learned weights', () => {
    expect(sampleWeightsData(suite({ cells: [noisyCell('a', 0, { arrays: labels })] }), flip)).toEqual([]);
  });
});

describe('confusion matrices', () => {
  const confused = (method: string, seed: number, confusion: number[][], accuracy: number) =>
    cell(method, 'flip', seed, { summary: summary(accuracy, { confusion }) });

  it('are normalised by row, then averaged over seeds, for the first and the best method', () => {
    const cells = [
      confused('a', 0, [[1, 1], [0, 0]], 0.25), // prettier-ignore
      confused('b', 0, [[4, 0], [1, 3]], 0.75), // prettier-ignore
      confused('a', 1, [[4, 0], [2, 2]], 0.25), // prettier-ignore
      confused('b', 1, [[2, 2], [0, 1]], 0.75), // prettier-ignore
    ];
    expect(confusionData(suite({ seeds: [0, 1], cells }), flip)).toEqual([
      { methodLabel: 'method a', seeds: 2, shares: [[0.75, 0.25], [0.25, 0.25]] }, // prettier-ignore
      { methodLabel: 'method b', seeds: 2, shares: [[0.75, 0.25], [0.125, 0.875]] }, // prettier-ignore
    ]);
  });

  it('shows one matrix where the first method is the best, and takes no best with a seed missing', () => {
    const cells = [
      ...[0, 1].map((seed) => confused('a', seed, [[1, 0], [0, 1]], 0.5)), // prettier-ignore
      confused('b', 0, [[1, 0], [0, 1]], 0.9), // prettier-ignore
    ];
    expect(confusionData(suite({ seeds: [0, 1], cells }), flip).map(({ methodLabel }) => methodLabel)).toEqual([
      'method a',
    ]);
  });
});

describe('the figures of a setting', () => {
  const results = realisticResults();
  const figures = figuresOf(results, settingsOf(results)[1]!);

  it('are drawn where their data is there', () => {
    expect(figures.map(({ id, svg }) => [id, svg?.startsWith('<svg ')])).toEqual([
      ['accuracy-by-epoch', true],
      ['loss-by-epoch', true],
      ['sample-weights', true],
      ['class-counts', true],
      ['confusion', true],
      ['detection', true],
      ['loss-curves', true],
    ]);
  });

  it('are the same when drawn again', () => {
    expect(figuresOf(results, settingsOf(results)[1]!)).toEqual(figures);
  });

  it('hold every class, and one line for each of the four curves', () => {
    const byId = new Map(figures.map(({ id, svg }) => [id, svg ?? '']));
    expect(byId.get('loss-curves')!.match(/data-mark="line"/g)).toHaveLength(4);
    for (const name of results.classNames) expect(byId.get('class-counts')).toContain(`>${name}</text>`);
  });

  it('are left out where no finished cell has their data', () => {
    const empty = suite({});
    expect(figuresOf(empty, flip).map(({ svg }) => svg)).toEqual(Array.from({ length: 7 }, () => undefined));
  });
});

describe('ticks of an axis of epochs', () => {
  it('are whole epochs within it, few, and at one distance', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 3, max: 12 }), (epochs, most) => {
        const ticks = epochTicks(epochs, most);
        expect(ticks.length).toBeGreaterThan(0);
        expect(ticks.length).toBeLessThanOrEqual(most);
        for (const [index, tick] of ticks.entries()) expect(tick).toBe((index + 1) * ticks[0]!);
        expect(ticks.at(-1)).toBeLessThanOrEqual(epochs);
      }),
    );
    expect(epochTicks(4, 4)).toEqual([1, 2, 3, 4]);
    expect(epochTicks(60, 4)).toEqual([20, 40, 60]);
  });
});
