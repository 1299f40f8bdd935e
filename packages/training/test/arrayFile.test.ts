import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeArrays, encodeArrays, type ArrayFile } from '../src/index.ts';

const floats = fc.float32Array({ maxLength: 20 }).map((data) => ({ shape: [data.length], data }));
const integers = fc.int32Array({ maxLength: 20 }).map((data) => ({ shape: [data.length, 1], data }));
const names = fc.string({ minLength: 1, maxLength: 8 }).filter((name) => !name.startsWith('__'));
const files: fc.Arbitrary<ArrayFile> = fc.record({
  arrays: fc.dictionary(names, fc.oneof(floats, integers), { maxKeys: 5, noNullPrototype: true }),
  metadata: fc.dictionary(names, fc.string(), { maxKeys: 3, noNullPrototype: true }),
});

describe('an array file', () => {
  it('gives back what was written, bit for bit', () => {
    fc.assert(
      fc.property(files, (file) => {
        expect(decodeArrays(encodeArrays(file))).toEqual(file);
      }),
    );
  });

  it('is refused when any part of its end is missing', () => {
    const bytes = encodeArrays({ arrays: { a: { shape: [3], data: Float32Array.of(1, 2, 3) } }, metadata: { b: 'c' } });
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeArrays(bytes.subarray(0, length))).toThrow();
    }
  });

  it('follows the safetensors layout', () => {
    const bytes = Buffer.from(
      encodeArrays({ arrays: { weight: { shape: [1, 2], data: Float32Array.of(1, -1) } }, metadata: { epoch: '3' } }),
    );
    const headerLength = Number(bytes.readBigUInt64LE());
    expect(headerLength % 8).toBe(0);
    expect(JSON.parse(bytes.toString('utf8', 8, 8 + headerLength))).toEqual({
      __metadata__: { epoch: '3' },
      weight: { dtype: 'F32', shape: [1, 2], data_offsets: [0, 8] },
    });
    expect([bytes.readFloatLE(8 + headerLength), bytes.readFloatLE(12 + headerLength)]).toEqual([1, -1]);
  });
});
