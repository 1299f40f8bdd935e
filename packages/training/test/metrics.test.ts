import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accuracy,
  areaUnderRoc,
  areaUnderRocWithin,
  balancedAccuracy,
  bestOnTest,
  bestOnValidation,
  calibrationError,
  confusionMatrix,
  evaluateClasses,
  lastEvaluation,
  macroF1,
  perClassAccuracy,
  perClassF1,
  perClassPrecision,
  summarize,
  type EpochMetrics,
} from '../src/index.ts';
import { classThirds, lossCurvesOf } from '@ballast/core';

const labels = Int32Array.of(0, 0, 0, 1, 1, 2);
const predicted = Int32Array.of(0, 0, 1, 1, 2, 2);

describe('metrics from predictions', () => {
  it('count a confusion matrix with a row a true class', () => {
    expect(confusionMatrix(predicted, labels, 3)).toEqual([
      [2, 1, 0],
      [0, 1, 1],
      [0, 0, 1],
    ]);
  });

  it('give accuracy over all samples and per class', () => {
    expect(accuracy(predicted, labels)).toBeCloseTo(4 / 6);
    expect(perClassAccuracy(confusionMatrix(predicted, labels, 4))).toEqual([2 / 3, 1 / 2, 1, Number.NaN]);
  });

  it('group classes by training count, not by index', () => {
    const losses = new Float32Array(6).fill(0.5);
    const evaluation = evaluateClasses({ classes: predicted, losses, confidences: losses }, labels, [5, 100, 20]);
    expect(evaluation).toMatchObject({ loss: 0.5, head: 1 / 2, medium: 1, tail: 2 / 3 });
  });

  it('have thirds that part the classes, none of a later one larger than one of an earlier', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 2, maxLength: 100 }), (counts) => {
        const { head, medium, tail } = classThirds(counts);
        expect([...head, ...medium, ...tail].sort((a, b) => a - b)).toEqual(counts.map((_, label) => label));
        const ordered = [...head, ...medium, ...tail].map((label) => counts[label]!);
        expect(ordered).toEqual([...counts].sort((a, b) => b - a));
        expect(head.length).toBe(tail.length);
      }),
    );
    expect(classThirds([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]).tail).toEqual([7, 8, 9]);
  });
});

const counts = fc.array(fc.array(fc.nat(20), { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 3 });

describe('scores for unbalanced classes', () => {
  const confusion = [
    [8, 2, 0],
    [1, 1, 0],
    [0, 0, 0],
  ];

  it('are those of their definitions', () => {
    expect(balancedAccuracy(confusion)).toBeCloseTo((0.8 + 0.5) / 2, 12); // the third class has no samples
    expect(perClassPrecision(confusion)).toEqual([8 / 9, 1 / 3, Number.NaN]);
    expect(perClassF1(confusion)[0]).toBeCloseTo((2 * (8 / 9) * 0.8) / (8 / 9 + 0.8), 12);
    expect(macroF1(confusion)).toBeCloseTo((16 / 19 + 2 / 5) / 2, 12);
  });

  it('give a classifier that always says the largest class one class of K, whatever its accuracy', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 20 }), (sizes) => {
        const said = sizes.map((size) => sizes.map((_, label) => (label === 0 ? size : 0)));
        expect(balancedAccuracy(said)).toBeCloseTo(1 / sizes.length, 12);
      }),
    );
  });

  it('are accuracy where all classes are equally large', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10), { minLength: 4, maxLength: 4 }), (right) => {
        const balanced = right.map((hits, label) => right.map((_, at) => (at === label ? hits : at === (label + 1) % 4 ? 10 - hits : 0))); // prettier-ignore
        expect(balancedAccuracy(balanced)).toBeCloseTo(right.reduce((sum, hits) => sum + hits, 0) / 40, 12);
      }),
    );
  });

  it('do not change when the classes are numbered in another order', () => {
    fc.assert(
      fc.property(counts, (matrix) => {
        const turned = [2, 0, 1].map((row) => [2, 0, 1].map((column) => matrix[row]![column]!));
        if (matrix.flat().some((count) => count > 0)) {
          expect(macroF1(turned)).toBeCloseTo(macroF1(matrix), 12);
          expect(balancedAccuracy(turned)).toBeCloseTo(balancedAccuracy(matrix), 12);
        }
      }),
    );
  });
});

describe('the calibration error', () => {
  it('is 0 where in every bin as many are right as the probability says', () => {
    expect(calibrationError([0.75, 0.75, 0.75, 0.75], (sample) => sample > 0)).toBeCloseTo(0, 12);
  });

  it('is 1 − p for one who is always right, p for one who is always wrong', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 }), (all) => {
        const meanConfidence = all.reduce((sum, value) => sum + value, 0) / all.length;
        expect(calibrationError(all, () => true)).toBeCloseTo(1 - meanConfidence, 9);
        expect(calibrationError(all, () => false)).toBeCloseTo(meanConfidence, 9);
      }),
    );
  });

  it('keeps bins apart: too sure in one and too doubtful in another do not cancel', () => {
    expect(calibrationError([0.9, 0.6], (sample) => sample === 1)).toBeCloseTo((0.9 + 0.4) / 2, 12);
  });
});

describe('area under the ROC curve', () => {
  const samples = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.boolean()), { maxLength: 40 });

  it('is the share of pairs that stand in order, ties counted half', () => {
    fc.assert(
      fc.property(samples, (drawn) => {
        const positives = drawn.filter(([, positive]) => positive).map(([score]) => score);
        const negatives = drawn.filter(([, positive]) => !positive).map(([score]) => score);
        const pairs = positives.flatMap((high) => negatives.map((low) => (high > low ? 1 : high === low ? 0.5 : 0)));
        const expected =
          pairs.length === 0 ? undefined : pairs.reduce<number>((sum, pair) => sum + pair, 0) / pairs.length;
        const actual = areaUnderRoc(
          drawn.map(([score]) => score),
          drawn.map(([, positive]) => positive),
        );
        if (expected === undefined) expect(actual).toBeUndefined();
        else expect(actual).toBeCloseTo(expected, 12);
      }),
    );
  });

  it('within groups counts pairs of one group alone', () => {
    const grouped = fc.array(fc.tuple(fc.nat({ max: 2 }), fc.integer({ min: 0, max: 6 }), fc.boolean()), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(grouped, (drawn) => {
        const pairs = drawn.flatMap(([group, high, positive]) =>
          drawn
            .filter(([other, , isPositive]) => positive && other === group && !isPositive)
            .map(([, low]) => (high > low ? 1 : high === low ? 0.5 : 0)),
        );
        const actual = areaUnderRocWithin(
          drawn.map(([group]) => group),
          drawn.map(([, score]) => score),
          drawn.map(([, , positive]) => positive),
        );
        if (pairs.length === 0) expect(actual).toBeUndefined();
        else expect(actual).toBeCloseTo(pairs.reduce<number>((sum, pair) => sum + pair, 0) / pairs.length, 12);
      }),
    );
  });

  it('is at chance within groups for a score that tells groups apart and nothing more', () => {
    const groups = [0, 0, 0, 0, 1, 1, 1, 1];
    const isPositive = [false, false, false, true, false, true, true, true];
    expect(areaUnderRoc(groups, isPositive)).toBe(0.75);
    expect(areaUnderRocWithin(groups, groups, isPositive)).toBe(0.5);
  });

  it('leaves out samples that have no score', () => {
    expect(areaUnderRoc([1, Number.NaN, 2, Number.NaN], [false, false, true, true])).toBe(1);
  });
});

function epochOf(epoch: number, validation: number | undefined, test: number | undefined): EpochMetrics {
  const evaluation = (value: number) => ({ loss: 1, accuracy: value });
  return {
    phase: 'training',
    epoch,
    epochs: 4,
    learningRate: 0.1,
    train: evaluation(1),
    validation: validation === undefined ? undefined : evaluation(validation),
    test:
      test === undefined ? undefined : { ...evaluation(test), perClass: [test], head: test, medium: test, tail: test },
    extra: {},
  };
}

describe('which epoch counts', () => {
  const epochs = [epochOf(0, 0.5, 0.9), epochOf(1, 0.8, 0.6), epochOf(2, undefined, undefined), epochOf(3, 0.8, 0.7)];

  it('is the last one evaluated, the first best on validation, or the best on test', () => {
    expect(lastEvaluation(epochs)).toMatchObject({ epoch: 3, accuracy: 0.7 });
    expect(bestOnValidation(epochs)).toMatchObject({ epoch: 1, accuracy: 0.6 });
    expect(bestOnTest(epochs)).toMatchObject({ epoch: 0, accuracy: 0.9 });
  });

  it('goes by another score where one is named', () => {
    const scored = [0.9, 0.2].map((balancedAccuracy, epoch) => {
      const one = epochOf(epoch, epoch, 0.5);
      return { ...one, validation: { ...one.validation!, balancedAccuracy } };
    });
    expect(bestOnValidation(scored)?.epoch).toBe(1);
    expect(bestOnValidation(scored, 'balancedAccuracy')?.epoch).toBe(0);
  });

  it('is none on validation without a validation split', () => {
    expect(bestOnValidation([epochOf(0, undefined, 0.5)])).toBeUndefined();
  });
});

describe('a cell’s summary', () => {
  const inputs = {
    classCount: 2,
    epochs: [epochOf(0, 0.5, 0.75)],
    testPredictions: Int32Array.of(0, 1, 1),
    testLabels: Int32Array.of(0, 0, 1),
    givenLabels: Int32Array.of(0, 0, 1, 1),
    trueLabels: Int32Array.of(0, 1, 1, 0),
    sampleWeights: { shape: [4], data: Float32Array.of(1, 0.25, 0.5, 0.75) },
    lossCurves: lossCurvesOf(4, 2, Float32Array.of(0, 0.2, 3, 1, 0.5, 0.5, 2, Number.NaN)),
  };

  it('counts clean and mislabelled samples and says how well weights and losses tell them apart', () => {
    expect(summarize(inputs)).toMatchObject({
      last: { epoch: 0, accuracy: 0.75 },
      bestOnTest: undefined,
      confusion: [
        [1, 1],
        [0, 1],
      ],
      cleanCounts: [1, 1],
      mislabelledCounts: [1, 1],
      noiseDetection: {
        sampleWeights: 0.75,
        probingLoss: 1,
        withinClasses: { sampleWeights: 0.5, probingLoss: 1 },
      },
      meanWeight: { clean: 0.75, mislabelled: 0.5 },
    });
  });

  it('has further test sets of the last epoch where there are some', () => {
    const otherTests = { elsewhere: { loss: 1, accuracy: 0.25 } };
    expect(summarize(inputs)).not.toHaveProperty('otherTests');
    expect(summarize({ ...inputs, epochs: [{ ...inputs.epochs[0]!, otherTests }] }).otherTests).toEqual(otherTests);
  });

  it('has no noise detection where nothing is mislabelled or the truth is unknown', () => {
    expect(summarize({ ...inputs, trueLabels: inputs.givenLabels }).noiseDetection).toBeUndefined();
    const unknown = summarize({ ...inputs, trueLabels: undefined, withBestOnTest: true });
    expect(unknown.noiseDetection).toBeUndefined();
    expect(unknown.meanWeight).toEqual({ clean: 0.625, mislabelled: undefined });
    expect(unknown.bestOnTest?.epoch).toBe(0);
  });
});
