import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learningRateAt, ScheduleOptions } from '../src/index.ts';

function ratesOf(options: unknown, epochs: number): number[] {
  const schedule = ScheduleOptions.parse(options);
  return Array.from({ length: epochs }, (_, epoch) => learningRateAt(schedule, { epoch, epochs }));
}

/** Expects `rate` from epoch `from` on, up to the next entry. */
function expectPieces(rates: readonly number[], pieces: readonly (readonly [from: number, rate: number])[]): void {
  rates.forEach((rate, epoch) => {
    const piece = pieces.findLast(([from]) => epoch >= from);
    expect(rate, `epoch ${String(epoch)}`).toBeCloseTo(piece![1], 10);
  });
}

describe('published schedules', () => {
  const curveNetPieces = [
    [0, 0.02],
    [1, 0.04],
    [2, 0.06],
    [3, 0.08],
    [4, 0.1],
    [80, 0.01],
    [100, 0.001],
  ] as const;

  it.each([
    ['epochs and a factor', { milestones: [80, 100], factor: 0.1 }],
    ['fractions and a factor', { milestones: [0.4, 0.5] }],
    ['values', { milestones: [80, 100], values: [0.01, 0.001] }],
  ])('CurveNet, allocating: 5 warm-up epochs, then .1, .01 from 80, .001 from 100 (%s)', (_, options) => {
    expectPieces(ratesOf({ type: 'step', learningRate: 0.1, warmupEpochs: 5, ...options }, 200), curveNetPieces);
  });

  it('LDAM-DRW: 5 warm-up epochs, a hundredth from 160, a ten-thousandth from 180', () => {
    const rates = ratesOf({ type: 'step', warmupEpochs: 5, milestones: [160, 180], factors: [0.01, 0.0001] }, 200);
    expectPieces(rates, [...curveNetPieces.slice(0, 5), [160, 0.001], [180, 0.00001]]);
  });

  it('CurveNet, probing: .1 for 120 epochs, then a square wave that begins high', () => {
    const options = { type: 'cyclical', learningRate: 0.1, constantEpochs: 120, high: 1e-2, low: 1e-3, halfPeriod: 15 };
    const wave = Array.from({ length: 12 }, (_, half) => [120 + 15 * half, half % 2 === 0 ? 1e-2 : 1e-3] as const);
    expectPieces(ratesOf(options, 300), [[0, 0.1], ...wave]);
  });

  it('Dynamic Loss: lr(e) = .05·(1 + cos(πe/325))', () => {
    const rates = ratesOf({ type: 'cosine', learningRate: 0.1 }, 325);
    expect(rates[100]).toBeCloseTo(0.078403, 6);
    expect(rates[162]).toBeCloseTo(0.050242, 6);
    expect(rates[300]).toBeCloseTo(0.001453, 6);
  });
});

describe('schedules', () => {
  it('constant stays', () => {
    expectPieces(ratesOf({ type: 'constant', learningRate: 0.3 }, 7), [[0, 0.3]]);
  });

  it('a cosine falls from the first rate towards the last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), fc.double({ min: 0, max: 0.09, noNaN: true }), (epochs, final) => {
        const rates = ratesOf({ type: 'cosine', learningRate: 0.1, finalLearningRate: final }, epochs);
        expect(rates[0]).toBe(0.1);
        for (let epoch = 1; epoch < epochs; epoch++) expect(rates[epoch]).toBeLessThan(rates[epoch - 1]!);
        expect(rates.at(-1)).toBeGreaterThan(final);
      }),
    );
  });

  it('a saw-tooth falls in a straight line to the low rate in the last epoch of every period', () => {
    const teeth = ratesOf({ type: 'saw-tooth', learningRate: 0.1, constantEpochs: 2, period: 3, high: 4, low: 1 }, 9);
    expect(teeth).toEqual([0.1, 0.1, 3, 2, 1, 3, 2, 1, 3].map((rate) => expect.closeTo(rate, 12) as number));
  });

  it('a linear one holds, then falls in a straight line that reaches 0 after the last epoch', () => {
    const rates = ratesOf({ type: 'linear', learningRate: 1, constantEpochs: 0.4 }, 5);
    expect(rates).toEqual([1, 1, 1, 2 / 3, 1 / 3].map((rate) => expect.closeTo(rate, 12) as number));
  });

  it.each([
    [{ type: 'step', milestones: [0.5, 80.5] }, 'an epoch, or a fraction'],
    [{ type: 'step', milestones: [10, 20], values: [0.1] }, 'one a milestone'],
    [{ type: 'step', milestones: [10], values: [0.1], factor: 0.1 }, 'not several'],
    [{ type: 'step', milestones: [20, 10] }, 'ascending'],
  ])('refuses %o', (options, message) => {
    expect(() => ScheduleOptions.parse(options)).toThrow(message);
  });
});
