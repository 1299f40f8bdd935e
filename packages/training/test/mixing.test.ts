import { createRandom } from '@ballast/core';
import { initializeBackend, tf } from '@ballast/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { drawMixing, mixInputs } from '../src/index.ts';

beforeAll(async () => {
  await initializeBackend();
});

describe('mixing', () => {
  it('keeps the larger part of a sample, which for Beta(½, ½) follows the arcsine law', () => {
    tf.tidy(() => {
      const random = createRandom(4);
      const draw = { batchSize: 2, alpha: 0.5, share: 'larger' } as const;
      const shares = Array.from({ length: 4000 }, () => drawMixing(draw, random).share.dataSync()[0]!);
      expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.5);
      // P(max(λ, 1 − λ) ≤ x) = 4/π · asin √x − 1: half of them lie below x = sin²(3π/8).
      const median = Math.sin((3 * Math.PI) / 8) ** 2;
      expect(Math.abs(shares.filter((share) => share <= median).length / 4000 - 0.5)).toBeLessThan(0.035);
    });
  });

  it('takes λ as it is drawn where that is wanted', () => {
    tf.tidy(() => {
      const random = createRandom(4);
      const draw = { batchSize: 2, alpha: 1, share: 'drawn' } as const;
      const shares = Array.from({ length: 4000 }, () => drawMixing(draw, random).share.dataSync()[0]!);
      expect(Math.abs(shares.filter((share) => share <= 0.25).length / 4000 - 0.25)).toBeLessThan(0.03);
    });
  });

  it('adds the parts of a sample and its partner, along the first axis', () => {
    tf.tidy(() => {
      const mixing = { partners: tf.tensor1d([1, 0], 'int32'), share: tf.scalar(0.75) };
      expect([...mixInputs(tf.tensor1d([4, 8]), mixing).dataSync()]).toEqual([5, 7]);
      expect([...mixInputs(tf.tensor2d([[4, 0], [8, 4]]), mixing).dataSync()]).toEqual([5, 1, 7, 3]); // prettier-ignore
    });
  });

  it('leaves everything to the last bit with a share of 1', () => {
    tf.tidy(() => {
      const values = [0.1, -3e-8, 7];
      const mixing = { partners: tf.tensor1d([2, 0, 1], 'int32'), share: tf.scalar(1) };
      const inputs = tf.tensor1d(values);
      expect([...mixInputs(inputs, mixing).dataSync()]).toEqual([...inputs.dataSync()]);
    });
  });
});
