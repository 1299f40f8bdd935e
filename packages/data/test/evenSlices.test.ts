import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evenSlices } from '../src/batches/evenSlices.ts';

describe('evenSlices', () => {
  it('keeps the order and every sample, in as few batches as fit, sizes one apart at most', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 300 }), fc.integer({ min: 1, max: 70 }), (samples, batchSize) => {
        const batches = evenSlices(Int32Array.from(samples), batchSize);
        expect(batches.flatMap((batch) => [...batch])).toEqual([...Int32Array.from(samples)]);
        expect(batches.length).toBe(Math.ceil(samples.length / batchSize));
        const sizes = batches.map((batch) => batch.length);
        expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(batchSize);
        expect(Math.max(0, ...sizes) - Math.min(...sizes, Infinity)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('leaves no batch of five behind ten of sixty-four', () => {
    const sizes = evenSlices(new Int32Array(645), 64).map((batch) => batch.length);
    expect(sizes).toEqual([58, 59, 58, 59, 59, 58, 59, 59, 58, 59, 59]);
  });
});
