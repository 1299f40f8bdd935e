import { describe, expect, it } from 'vitest';
import { expectClose, readGolden } from '../src/index.ts';

describe('goldens', () => {
  it('are read from the repository, and passed over where there is none of that name', () => {
    expect(readGolden('losses')).toHaveProperty('cases');
    expect(readGolden('no-such-method')).toBeUndefined();
  });

  it('are compared relative to the largest element', () => {
    expectClose([1000.05, 0.04], [1000, 0]);
    expect(() => {
      expectClose([1000.2, 0], [1000, 0]);
    }).toThrow(/\[0\] is off by/);
  });

  it('never accept a number that is none, or a missing element', () => {
    expect(() => {
      expectClose([NaN], [0]);
    }).toThrow();
    expect(() => {
      expectClose([1], [1, 2]);
    }).toThrow(/1 elements, expected 2/);
  });
});
