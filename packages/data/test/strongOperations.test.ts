import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cifar10Policy, signedOperations } from '../src/augmentation/strong/cifar10Policy.ts';
import { cutOut, operationNames, operations, type OperationName } from '../src/augmentation/strong/operations.mjs';

const grey = (height: number, width: number) => ({ height, width, channels: 1 });

function apply(name: OperationName, bytes: number[], shape: ReturnType<typeof grey>, magnitude = 0): number[] {
  return [...operations[name](Uint8Array.from(bytes), shape, magnitude, 128)];
}

/** Answers worked out by hand from each operation's definition. */
describe('an operation on bytes', () => {
  const row = grey(1, 4);

  it.each([
    ['invert', 0, [0, 1, 128, 255], [255, 254, 127, 0]],
    ['posterise', 5, [7, 8, 129, 255], [0, 8, 128, 248]],
    ['posterise', 8, [7, 8, 129, 255], [7, 8, 129, 255]],
    ['solarise', 113.8, [0, 113, 114, 255], [0, 113, 141, 0]],
    ['autoContrast', 0, [50, 60, 90, 100], [0, 51, 204, 255]],
    ['autoContrast', 0, [9, 9, 9, 9], [9, 9, 9, 9]],
    ['brightness', 0.5, [0, 10, 101, 200], [0, 15, 151, 255]],
    ['brightness', -0.9, [0, 10, 101, 200], [0, 1, 10, 20]],
    ['brightness', 0.9, [10, 10, 10, 10], [19, 19, 19, 19]],
    // The mean is 77.75, rounded 78.
    ['contrast', -0.5, [0, 10, 101, 200], [39, 44, 89, 139]],
    ['contrast', 0.5, [0, 10, 101, 200], [0, 0, 112, 255]],
    ['colour', 0.9, [0, 10, 101, 200], [0, 10, 101, 200]],
    ['translateX', 0.5, [1, 2, 3, 4], [3, 4, 128, 128]],
    ['translateX', -0.25, [1, 2, 3, 4], [128, 1, 2, 3]],
  ] as const)('%s %d of %j', (name, magnitude, bytes, expected) => {
    expect(apply(name, [...bytes], row, magnitude)).toEqual(expected);
  });

  it('equalise spreads a histogram over 255 steps, and leaves one that is too small alone', () => {
    // 256 pixels of 10 and 510 of 20: a step is 256 div 255 = 1 pixel, and nothing lies below 10.
    const bytes = [...Array<number>(256).fill(10), ...Array<number>(510).fill(20)];
    expect(new Set(apply('equalise', bytes, grey(1, 766)))).toEqual(new Set([0, 255]));
    // 600 of 10, 300 of 20, 700 of 30: a step is 900 div 255 = 3; (1 + 0) div 3, (1 + 600) div 3, (1 + 900) div 3 → 255.
    const three = [...Array<number>(600).fill(10), ...Array<number>(300).fill(20), ...Array<number>(700).fill(30)];
    expect([...new Set(apply('equalise', three, grey(1, 1600)))]).toEqual([0, 200, 255]);
    expect(apply('equalise', [1, 2, 3, 4], row)).toEqual([1, 2, 3, 4]);
  });

  it('takes each channel by itself where the definition says so', () => {
    const rgb = { height: 1, width: 2, channels: 3 };
    const image = Uint8Array.of(50, 0, 7, 100, 255, 7);
    expect([...operations.autoContrast(image, rgb, 0, 128)]).toEqual([0, 0, 7, 255, 255, 7]);
    expect([...operations.translateX(image, rgb, 0.5, 128)]).toEqual([100, 255, 7, 128, 128, 128]);
  });

  it('colour blends with the luminance: 0.299, 0.587, 0.114 of red, green, blue', () => {
    const rgb = { height: 1, width: 3, channels: 3 };
    const image = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255);
    expect([...operations.colour(image, rgb, -1, 128)]).toEqual([76, 76, 76, 150, 150, 150, 29, 29, 29]);
    expect([...operations.colour(image, rgb, 0, 128)]).toEqual([...image]);
  });

  it('sharpness moves away from the smoothed image, not at the border', () => {
    const image = [10, 10, 10, 10, 140, 10, 10, 10, 10];
    // Smoothed: (8 · 10 + 5 · 140) / 13 = 60.
    expect(apply('sharpness', image, grey(3, 3), -1)).toEqual([10, 10, 10, 10, 60, 10, 10, 10, 10]);
    expect(apply('sharpness', image, grey(3, 3), 0.5)).toEqual([10, 10, 10, 10, 180, 10, 10, 10, 10]);
  });

  it('rotate turns counter-clockwise about the centre', () => {
    expect(apply('rotate', [1, 2, 3, 4], grey(2, 2), 90)).toEqual([2, 4, 1, 3]);
    expect(apply('rotate', [1, 2, 3, 4], grey(2, 2), 180)).toEqual([4, 3, 2, 1]);
    const corners = apply('rotate', Array<number>(64).fill(1), grey(8, 8), 45);
    expect([corners[0], corners[7], corners[27], corners[56], corners[63]]).toEqual([128, 128, 1, 128, 128]);
  });

  it('shearY slides a column the farther the more to the right it is', () => {
    const image = [1, 1, 1, 2, 2, 2, 3, 3, 3];
    // Column 0 looks at y + 0.4, columns 1 and 2 one row and two rows farther down.
    expect(apply('shearY', image, grey(3, 3), 0.8)).toEqual([1, 2, 3, 2, 3, 128, 3, 128, 128]);
    expect(apply('translateY', image, grey(3, 3), 1 / 3)).toEqual([2, 2, 2, 3, 3, 3, 128, 128, 128]);
  });

  it('returns new bytes of the same number and leaves its input alone', () => {
    const shape = { height: 4, width: 3, channels: 3 };
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 36, maxLength: 36 }),
        fc.constantFrom(...operationNames),
        fc.double({ min: -0.9, max: 0.9, noNaN: true }),
        (bytes, name, magnitude) => {
          const before = bytes.slice();
          const changed = operations[name](bytes, shape, name === 'posterise' ? 5 : magnitude, 128);
          expect(changed).toBeInstanceOf(Uint8Array);
          expect(changed).toHaveLength(36);
          expect(changed.buffer).not.toBe(bytes.buffer);
          expect(bytes).toEqual(before);
        },
      ),
      { seed: 1 },
    );
  });

  it('changes nothing at magnitude 0, where 0 means none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 27, maxLength: 27 }), (bytes) => {
        for (const name of signedOperations) {
          expect(operations[name](bytes, { height: 3, width: 3, channels: 3 }, 0, 128)).toEqual(bytes);
        }
      }),
      { seed: 1 },
    );
  });
});

describe('cutout', () => {
  it('covers a square, cut off at the edges', () => {
    const covered = (row: number, column: number): number[] => {
      const bytes = new Uint8Array(16);
      cutOut(bytes, grey(4, 4), [row, column], 2, 9);
      return [...bytes.keys()].filter((at) => bytes[at] === 9);
    };
    expect(covered(2, 2)).toEqual([5, 6, 9, 10]);
    expect(covered(0, 0)).toEqual([0]);
    expect(covered(3, 1)).toEqual([8, 9, 12, 13]);
  });
});

describe('the policy', () => {
  it('has 25 pairs of known operations with probabilities', () => {
    expect(cifar10Policy).toHaveLength(25);
    for (const [name, probability] of cifar10Policy.flat()) {
      expect(operationNames).toContain(name);
      expect(probability >= 0 && probability <= 1).toBe(true);
    }
  });
});
