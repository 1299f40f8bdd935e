import { initializeBackend, tf } from '@ballast/tensor';
import { expectClose } from '@ballast/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { predefined, selfPaced } from '../src/curricula.ts';
import { MentorNetOptions, SelfPacedOptions } from '../src/options.ts';
import { linearWeights, percentileOf, selfPacedWeights } from '../src/weights.ts';

beforeAll(async () => {
  await initializeBackend();
});

/** Sixteenths, which float32 holds as they are. */
const loss = fc.integer({ min: 0, max: 128 }).map((value) => value / 16);
const losses = fc.array(loss, { minLength: 1, maxLength: 20 });

describe('weights', () => {
  it('minimise Σ v ℓ − λ Σ v: self-paced ones by choice of all or nothing', () => {
    fc.assert(
      fc.property(losses, loss, (values, threshold) => {
        const weights = tf.tidy(() => [...selfPacedWeights(tf.tensor1d(values), tf.scalar(threshold)).dataSync()]);
        weights.forEach((weight, at) => {
          const gain = (v: number): number => v * ((values[at] ?? NaN) - threshold);
          expect(gain(weight)).toBeLessThanOrEqual(Math.min(gain(0), gain(1)));
        });
      }),
    );
  });

  it('minimise Σ v ℓ + ½ λ2 Σ v² − (λ1 + λ2) Σ v over [0, 1]: linear ones', () => {
    fc.assert(
      fc.property(losses, fc.double({ min: 0.1, max: 4, noNaN: true }), (values, width) => {
        const weights = tf.tidy(() => [...linearWeights(tf.tensor1d(values), tf.scalar(1.5), width).dataSync()]);
        weights.forEach((weight, at) => {
          const cost = (v: number): number => v * (values[at] ?? NaN) + (width * v * v) / 2 - (1.5 + width) * v;
          for (const other of [0, 0.25, 0.5, 0.75, 1]) expect(cost(weight)).toBeLessThan(cost(other) + 1e-5);
        });
      }),
    );
  });

  it('know the loss that a share of the batch does not exceed', () => {
    const values = [5, 1, 4, 2, 3];
    const found = [0, 0.25, 0.5, 0.75, 1].map((share) =>
      tf.tidy(() => percentileOf(tf.tensor1d(values), share).dataSync()[0]),
    );
    expect(found).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('self-paced learning', () => {
  const curriculum = selfPaced(SelfPacedOptions.parse({ epochs: 10, burnInShare: 0.2, initialShare: 0.5, growth: 2 }));

  it('begins with a share of the samples, and doubles the threshold from epoch to epoch', async () => {
    const current = () => Promise.resolve(Float32Array.of(4, 1, 3, 2));
    expect([1, 2].map((epoch) => curriculum.ruleAt(epoch))).toEqual(['ones', 'self-paced']);
    expect(await curriculum.thresholdAt?.(2, 0, current)).toBe(2);
    expect(await curriculum.thresholdAt?.(3, 2, current)).toBe(4);
  });
});

describe('MentorNet’s predefined curriculum', () => {
  const curriculum = predefined(MentorNetOptions.parse({}));

  it('has the parts of the released code: all, self-paced from 19 %, linear from 90 %', () => {
    expect([0, 18, 19, 89, 90].map((epoch) => curriculum.ruleAt(epoch))).toEqual([
      'ones', 'ones', 'self-paced', 'self-paced', 'linear',
    ]); // prettier-ignore
    expect([0, 16, 17, 99].map((epoch) => curriculum.dropoutAt?.(epoch))).toEqual([0.5, 0.5, 0.05, 0.05]);
  });

  it('moves the threshold half of the way to the 75th percentile of the batch', () => {
    tf.tidy(() => {
      const next = curriculum.nextThreshold?.(tf.scalar(1), tf.tensor1d([1, 2, 3, 4, 5]));
      expectClose(next ?? NaN, [2.5]);
    });
  });
});
