import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { npyHeader, parseNpyHeader } from '../src/index.ts';

const headers = fc.record({
  type: fc.constantFrom('<f4', '<i4', '|u1'),
  columnMajor: fc.boolean(),
  shape: fc.array(fc.nat({ max: 2 ** 31 }), { maxLength: 5 }),
});

describe('the header of a .npy file', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(headers, fc.nat({ max: 300 }), (header, roomFor) => {
        const bytes = npyHeader(header, roomFor);
        expect(parseNpyHeader(bytes)).toEqual({ ...header, dataStart: bytes.length });
        expect(bytes.length).toBeGreaterThanOrEqual(roomFor);
      }),
    );
  });

  it('begins values at a multiple of 64 bytes, after a line break, as NumPy asks', () => {
    fc.assert(
      fc.property(headers, (header) => {
        const bytes = npyHeader(header);
        expect(bytes.length % 64).toBe(0);
        expect(bytes.at(-1)).toBe(0x0a);
      }),
    );
  });

  it('takes the room of a longer one, so that it can be replaced in its place', () => {
    const [short, long] = [7, 123_456_789].map((samples) =>
      npyHeader({ type: '<f4', columnMajor: true, shape: [samples, 300] }, 128),
    );
    expect(short?.length).toBe(128);
    expect(long?.length).toBe(128);
  });

  it('is read in version 2.0, whose length has four bytes', () => {
    const text = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    const bytes = Buffer.concat([Buffer.from('\x93NUMPY\x02\x00', 'latin1'), length, Buffer.from(text)]);
    expect(parseNpyHeader(bytes)).toEqual({ type: '<f4', columnMajor: false, shape: [2], dataStart: bytes.length });
  });

  it('is refused where it is none', () => {
    expect(() => parseNpyHeader(Buffer.from('PK\x03\x04 some other file'))).toThrow('this is no .npy file');
    const broken = npyHeader({ type: '<f4', columnMajor: false, shape: [2] });
    broken.write('x', 12);
    expect(() => parseNpyHeader(broken.subarray(0, 14))).toThrow('unknown .npy header');
  });
});
