import { createRandom, type BatchRequest, type SampleSet } from '@ballast/core';
import { describe, expect, it } from 'vitest';
import { cifar10Policy } from '../src/augmentation/strong/cifar10Policy.ts';
import { drawStrong } from '../src/augmentation/strong/drawStrong.ts';
import { StrongOptions } from '../src/augmentation/options.ts';
import { AugmentationOptions, openBatches } from '../src/index.ts';
import { bytesOf, sampleSet } from './fixtures.ts';

const colour = { height: 32, width: 32, channels: 3 };
const asBytes = { mean: [0, 0, 0], standardDeviation: [1, 1, 1] };
const strong = { autoAugment: 'cifar10', cutout: { size: 16 } };
const placing = { padding: 4, paddingMode: 'zero', flip: true };

function images(count: number, shared: boolean): SampleSet {
  const bytes = new Uint8Array(shared ? new SharedArrayBuffer(count * 3072) : new ArrayBuffer(count * 3072));
  const random = createRandom('pixels');
  for (let at = 0; at < bytes.length; at++) bytes[at] = random.integer(256);
  return sampleSet(bytes, colour, asBytes);
}

/** Every view of the whole set, as numbers. */
async function read(
  set: SampleSet,
  views: BatchRequest['views'],
  augmentation: object,
  batchSize = 20,
): Promise<number[][]> {
  const numbers: number[][] = views.map(() => []);
  const random = createRandom('augmentation');
  const request = {
    order: set.indices,
    batchSize,
    views,
    random,
    augmentation: AugmentationOptions.parse(augmentation),
  };
  for await (const batch of openBatches(set, request)) {
    expect(batch.images).toBe(batch.views[0]);
    batch.views.forEach((view, index) => {
      for (const number of view) numbers[index]?.push(number);
    });
  }
  return numbers;
}

describe('views of a batch', () => {
  const set = images(40, false);

  it('show the same samples: as they are, placed, and changed', async () => {
    const [plain, standard, changed] = await read(set, ['none', 'standard', 'strong'], { ...placing, strong });
    expect(plain).toEqual([...bytesOf(set.pixels)]);
    expect(standard).not.toEqual(plain);
    expect(changed).not.toEqual(standard);
    expect(changed?.every((number) => Number.isInteger(number) && number >= 0 && number <= 255)).toBe(true);
  });

  it('are the same numbers in a thread and inline', async () => {
    const views: BatchRequest['views'] = ['strong', 'none', 'standard'];
    const augmentation = { ...placing, strong };
    expect(await read(images(40, true), views, augmentation)).toEqual(await read(set, views, augmentation));
  });

  it('are the same numbers whatever the batch size', async () => {
    const of = (batchSize: number) => read(set, ['strong', 'standard'], { ...placing, strong }, batchSize);
    expect(await of(7)).toEqual(await of(40));
  });

  it('do not move the first one', async () => {
    const augmentation = { ...placing, strong };
    const [alone] = await read(set, ['strong'], augmentation);
    const [beside] = await read(set, ['strong', 'standard'], augmentation);
    expect(beside).toEqual(alone);
  });

  it('have draws of their own when one is asked for twice', async () => {
    const [first, second] = await read(set, ['standard', 'standard'], placing);
    expect(second).not.toEqual(first);
  });

  it('make the strong view of the standard one: where nothing is added, it is that', async () => {
    const [standard] = await read(set, ['standard'], placing);
    expect(await read(set, ['strong'], placing)).toEqual([standard]);
    expect(await read(set, ['strong'], { ...placing, strong: {} })).toEqual([standard]);
    // A square of 8×8 of the byte 128 on every image, and nothing else.
    const [cut] = await read(set, ['strong'], { ...placing, strong: { cutout: { size: 8 } } });
    const differing = cut?.filter((number, at) => number !== standard?.[at]) ?? [];
    expect(new Set(differing)).toEqual(new Set([128]));
    expect(differing.length).toBeLessThanOrEqual(40 * 64 * 3);
    expect(differing.length).toBeGreaterThan(40 * 16 * 3);
  });
});

describe('the draws of a strong view', () => {
  it('choose all pairs alike, fire with their probabilities, and sign magnitudes evenly', () => {
    const count = 50_000;
    const random = createRandom(3);
    const streams = { operations: random.split('operations'), cutout: random.split('cutout') };
    const options = StrongOptions.parse({ autoAugment: 'cifar10', cutout: { size: 16, probability: 0.5 } });
    const { operations, centres } = drawStrong(count, colour, options, streams);
    let fired = 0;
    let signed = 0;
    for (let at = 0; at < operations.length; at += 2) {
      if (operations[at]! >= 0) fired++;
      if (operations[at + 1]! < 0) signed++;
    }
    const steps = cifar10Policy.flat();
    const expected = steps.reduce((sum, [, probability]) => sum + probability, 0) / 25;
    expect(Math.abs(fired / count - expected)).toBeLessThan(0.01);
    const signable = steps.reduce((sum, [name, p, m = 0]) => sum + (directed.has(name) && m > 0 ? p : 0), 0) / 25;
    expect(Math.abs(signed / count - signable / 2)).toBeLessThan(0.01);
    const rows = [...centres].filter((_, at) => at % 2 === 0);
    const cut = rows.filter((row) => row >= 0);
    expect(Math.abs(cut.length / count - 0.5)).toBeLessThan(0.01);
    expect(Math.abs(cut.reduce((sum, row) => sum + row, 0) / cut.length - 15.5)).toBeLessThan(0.3);
  });
});

const directed = new Set(['translateX', 'translateY', 'shearY', 'rotate', 'brightness', 'contrast', 'colour', 'sharpness']); // prettier-ignore
