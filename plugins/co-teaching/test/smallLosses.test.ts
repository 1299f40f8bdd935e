import { initializeBackend, tf } from '@ballast/tensor';
import { expectClose } from '@ballast/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { forgetRate, keptCount } from '../src/forgetting.ts';
import { exchangedWeights, smallLosses } from '../src/smallLosses.ts';

beforeAll(async () => {
  await initializeBackend();
});

const chosen = (losses: readonly number[], count: number): number[] =>
  tf.tidy(() => [...smallLosses(tf.tensor1d([...losses]), tf.scalar(count)).dataSync()]);

describe('samples with small losses', () => {
  it('are the first of a stable sort, ties included', () => {
    expect(chosen([0, 3, 0, 1, 0], 2)).toEqual([1, 0, 1, 0, 0]);
    const values = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(values, fc.nat(20), (losses, count) => {
        const order = losses.map((_, at) => at).sort((one, other) => (losses[one] ?? 0) - (losses[other] ?? 0));
        const first = order.slice(0, count);
        expect(chosen(losses, count)).toEqual(losses.map((_, at) => Number(first.includes(at))));
      }),
    );
  });
});

describe('exchanged weights', () => {
  it('give each network the samples that the other one chose, by their mean', () => {
    // The first network finds samples 0 and 1 easy, the second 2 and 3.
    const losses = [0.1, 0.2, 7, 9, 8, 6, 0.3, 0.4];
    tf.tidy(() => {
      const weights = exchangedWeights(tf.tensor1d(losses), tf.scalar(2));
      expectClose(weights, [0, 0, 4, 4, 4, 4, 0, 0]);
      // The mean over both is the sum of two means over two kept samples.
      expectClose(weights.mul(tf.tensor1d(losses)).mean(), [(7 + 9) / 2 + (8 + 6) / 2]);
    });
  });
});

describe('the share that is forgotten', () => {
  const usual = { gradualEpochs: 10, exponent: 1 };

  it('rises from 0 to the noise rate in a straight line, and stays', () => {
    const rates = Array.from({ length: 12 }, (_, epoch) => forgetRate(0.45, usual, epoch));
    expectClose(rates, [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.45, 0.45], 1e-9);
  });

  it('rises to a power of the noise rate, as in the authors’ code', () => {
    expect(forgetRate(0.25, { gradualEpochs: 3, exponent: 0.5 }, 2)).toBe(0.5);
    expect(forgetRate(0.25, { gradualEpochs: 3, exponent: 0.5 }, 3)).toBe(0.25);
    expect(forgetRate(0.25, { gradualEpochs: 1, exponent: 1 }, 0)).toBe(0);
  });

  it('never leaves a batch without samples', () => {
    expect([keptCount(128, 0.45), keptCount(128, 0), keptCount(3, 0.99)]).toEqual([70, 128, 1]);
  });
});
