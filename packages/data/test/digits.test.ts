import { describe, expect, it } from 'vitest';
import { bytesOf, contextIn, dataset, temporaryFolder } from './fixtures.ts';

const load = () => dataset({ type: 'digits' }).load(contextIn(temporaryFolder()));
const countsOf = (labels: Int32Array) => Array.from({ length: 10 }, (_, k) => labels.filter((l) => l === k).length);

describe('digits', () => {
  it('holds out 40 images a class, the same each time', async () => {
    const { train, test, imageShape, classNames } = await load();
    expect(imageShape).toEqual({ height: 8, width: 8, channels: 1 });
    expect(classNames).toHaveLength(10);
    expect([train.count, test.count]).toEqual([1397, 400]);
    expect(countsOf(test.trueLabels!)).toEqual(Array.from({ length: 10 }, () => 40));
    expect(Math.max(...bytesOf(train.pixels))).toBe(16);
    expect((await load()).test).toEqual(test);
  });

  it('keeps every one of the 1,797 images, each with its label', async () => {
    const { train, test } = await load();
    // Counts and ink of the published file.
    const all = Int32Array.from([...train.trueLabels!, ...test.trueLabels!]);
    expect(countsOf(all)).toEqual([178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    expect([...bytesOf(train.pixels), ...bytesOf(test.pixels)].reduce((sum, byte) => sum + byte, 0)).toBe(561718);
  });

  it('normalises its training images to mean 0 and deviation 1', async () => {
    const { train, normalisation } = await load();
    const scaled = Array.from(
      bytesOf(train.pixels),
      (byte) => (byte - normalisation.mean[0]!) / normalisation.standardDeviation[0]!,
    );
    const mean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
    const variance = scaled.reduce((sum, value) => sum + value ** 2, 0) / scaled.length - mean ** 2;
    expect(mean).toBeCloseTo(0, 10);
    expect(variance).toBeCloseTo(1, 10);
  });

  it('has no options', () => {
    expect(() => dataset({ type: 'digits', size: 3 })).toThrow(/no option "size"/);
  });
});
