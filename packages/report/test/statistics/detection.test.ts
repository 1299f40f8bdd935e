import { areaUnderRoc } from '@ballast/training';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaUnderCurve, averagePrecision, detectionCurve } from '../../src/statistics/detection.ts';

const scored = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean()), { minLength: 2, maxLength: 30 });

describe('the detection curve', () => {
  it('finds samples from the highest score down, equal ones together', () => {
    const positive = [true, false, true, false];
    expect(detectionCurve([4, 3, 3, 1], (sample) => positive[sample]!)).toEqual([
      { falsePositiveRate: 0, truePositiveRate: 0.5, precision: 1 },
      { falsePositiveRate: 0.5, truePositiveRate: 1, precision: 2 / 3 },
      { falsePositiveRate: 1, truePositiveRate: 1, precision: 0.5 },
    ]);
  });

  it('encloses the area that the store has, the probability of ranking a pair right', () => {
    fc.assert(
      fc.property(scored, (samples) => {
        const scores = samples.map(([score]) => score);
        const positive = samples.map(([, isPositive]) => isPositive);
        const curve = detectionCurve(scores, (sample) => positive[sample]!);
        const area = areaUnderRoc(scores, positive);
        if (curve === undefined) expect(area).toBeUndefined();
        else expect(areaUnderCurve(curve)).toBeCloseTo(area!, 12);
      }),
    );
  });

  it('ends where everything is found, and its average precision is the prevalence for scores that say nothing', () => {
    const curve = detectionCurve([1, 1, 1, 1], (sample) => sample === 0)!;
    expect(curve).toEqual([{ falsePositiveRate: 1, truePositiveRate: 1, precision: 0.25 }]);
    expect(averagePrecision(curve)).toBe(0.25);
  });

  it('has the average precision of a worked example', () => {
    const positive = [true, false, true, true, false];
    const curve = detectionCurve([5, 4, 3, 2, 1], (sample) => positive[sample]!)!;
    expect(averagePrecision(curve)).toBeCloseTo((1 + 2 / 3 + 3 / 4) / 3, 12);
  });

  it('leaves out samples without a score', () => {
    expect(detectionCurve([Number.NaN, 1, 2], (sample) => sample !== 1)).toEqual([
      { falsePositiveRate: 0, truePositiveRate: 1, precision: 1 },
      { falsePositiveRate: 1, truePositiveRate: 1, precision: 0.5 },
    ]);
    expect(detectionCurve([1, 2], () => true)).toBeUndefined();
  });
});
