import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, UserError, type BatchRequest, type ImageShape, type SampleSet } from '@ballast/core';
import { AugmentationOptions, openBatches, type HostBatch } from '../src/index.ts';
import { bytesOf, sampleSet } from './fixtures.ts';

const colour = { height: 32, width: 32, channels: 3 };
const normalisation = { mean: [125.3, 123, 113.9], standardDeviation: [63, 62.1, 66.7] };

/** Bytes that differ from place to place; in shared memory or not. */
function noisePixels(length: number, shared: boolean): Uint8Array {
  const pixels = new Uint8Array(shared ? new SharedArrayBuffer(length) : new ArrayBuffer(length));
  const random = createRandom('pixels');
  for (let at = 0; at < length; at++) pixels[at] = random.integer(256);
  return pixels;
}

type Views = BatchRequest['views'];

async function read(
  set: SampleSet,
  augmentation: object,
  batchSize: number,
  views: Views = ['standard'],
): Promise<HostBatch[]> {
  const batches = openBatches(set, {
    order: createRandom('order').permutation(set.count),
    batchSize,
    views,
    random: createRandom('augmentation'),
    augmentation: AugmentationOptions.parse(augmentation),
  });
  const copies: HostBatch[] = [];
  for await (const batch of batches) {
    const [images = new Float32Array(0), ...others] = batch.views.map((view) => view.slice());
    copies.push({ ...batch, images, views: [images, ...others] });
  }
  return copies;
}

/** The image at one of its placements, by explicit padding: the definition, written down plainly. */
function placed(
  byteAt: (row: number, column: number, channel: number) => number,
  { height, width, channels }: ImageShape,
  mode: 'reflect' | 'zero',
  [top, left, mirrored]: readonly [number, number, boolean],
): number[] {
  const padded = (row: number, column: number, channel: number): number => {
    const inside = row >= 0 && row < height && column >= 0 && column < width;
    if (mode === 'zero') return inside ? byteAt(row, column, channel) : 0;
    const fold = (at: number, size: number) => size - 1 - Math.abs(size - 1 - Math.abs(at));
    return byteAt(fold(row, height), fold(column, width), channel);
  };
  const numbers: number[] = [];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const source = mirrored ? width - 1 - column : column;
      for (let channel = 0; channel < channels; channel++) numbers.push(padded(row + top, source + left, channel));
    }
  }
  return numbers;
}

describe('openBatches', () => {
  it('gives every position of the order, its label and its normalised pixels', async () => {
    const set = sampleSet(noisePixels(10 * 12, false), { height: 2, width: 2, channels: 3 }, normalisation);
    const batches = await read(set, { padding: 1, flip: true }, 4, ['none']);
    expect(batches.map(({ shape }) => shape)).toEqual([
      [3, 2, 2, 3],
      [3, 2, 2, 3],
      [4, 2, 2, 3],
    ]);
    expect(batches.flatMap(({ positions }) => [...positions])).toEqual([...createRandom('order').permutation(10)]);
    for (const { positions, images, givenLabels } of batches) {
      expect([...givenLabels]).toEqual([...positions].map((position) => set.givenLabels[position]));
      const expected = [...positions].flatMap((position) =>
        Array.from({ length: 12 }, (_, at) =>
          Math.fround(
            (bytesOf(set.pixels)[position * 12 + at]! - normalisation.mean[at % 3]!) /
              normalisation.standardDeviation[at % 3]!,
          ),
        ),
      );
      expect([...images]).toEqual(expected);
    }
  });

  it.each(['reflect', 'zero'] as const)(
    'gives crops of the %s-padded image, each offset and mirroring',
    async (mode) => {
      const shape = { height: 3, width: 4, channels: 2 };
      const set = sampleSet(noisePixels(24, false), shape, { mean: [0, 0], standardDeviation: [1, 1] });
      const byteAt = (row: number, column: number, channel: number) =>
        bytesOf(set.pixels)[(row * 4 + column) * 2 + channel]!;
      const possible = new Set<string>();
      for (const top of [-2, -1, 0, 1, 2]) {
        for (const left of [-2, -1, 0, 1, 2]) {
          for (const mirrored of [false, true]) possible.add(placed(byteAt, shape, mode, [top, left, mirrored]).join());
        }
      }
      const seen = new Set<string>();
      const many = { ...set, count: 1000, indices: new Int32Array(1000), givenLabels: new Int32Array(1000) };
      for (const { images } of await read(many, { padding: 2, paddingMode: mode, flip: true }, 50)) {
        for (let start = 0; start < images.length; start += 24) seen.add(images.slice(start, start + 24).join());
      }
      expect(seen).toEqual(possible);
    },
  );

  it('pads with the raw byte 0, which is not the number 0', async () => {
    const set = sampleSet(
      new Uint8Array(64).fill(7),
      { height: 8, width: 8, channels: 1 },
      { mean: [7], standardDeviation: [2] },
    );
    const many = { ...set, count: 60, indices: new Int32Array(60), givenLabels: new Int32Array(60) };
    const batches = await read(many, { padding: 1, paddingMode: 'zero' }, 60);
    expect(new Set(batches[0]!.images)).toEqual(new Set([0, -3.5]));
  });

  it('prepares the same numbers in a thread and inline, whatever the reader does meanwhile', async () => {
    const inline = await read(
      sampleSet(noisePixels(300 * 3072, false), colour, normalisation),
      { padding: 4, flip: true },
      64,
    );
    const sharedSet = sampleSet(noisePixels(300 * 3072, true), colour, normalisation);
    expect(await read(sharedSet, { padding: 4, flip: true }, 64)).toEqual(inline);
    const both = await Promise.all([1, 2].map(() => read(sharedSet, { padding: 4, flip: true }, 64)));
    expect(both).toEqual([inline, inline]);
  });

  it('uses the buffers of large batches again', async () => {
    const set = sampleSet(noisePixels(640 * 3072, true), colour, normalisation);
    const request = {
      order: set.indices,
      batchSize: 32,
      views: ['none'] as Views,
      random: createRandom(0),
      augmentation: AugmentationOptions.parse({}),
    };
    let first: Float32Array | undefined;
    let count = 0;
    for await (const batch of openBatches(set, request)) {
      first ??= batch.images;
      count++;
    }
    expect(count).toBe(20);
    expect(first).toHaveLength(0); // it moved back to the thread
  });

  it('leaves nothing behind when the reader stops early', async () => {
    const set = sampleSet(noisePixels(640 * 3072, true), colour, normalisation);
    const request = {
      order: set.indices,
      batchSize: 32,
      views: ['none'] as Views,
      random: createRandom(0),
      augmentation: AugmentationOptions.parse({}),
    };
    for await (const { positions } of openBatches(set, request)) {
      expect(positions).toHaveLength(32);
      break;
    }
    expect(await read(set, {}, 64)).toHaveLength(10);
  });

  it('draws the same placements whatever the batch size', () => {
    const set = sampleSet(
      noisePixels(30 * 64, false),
      { height: 8, width: 8, channels: 1 },
      { mean: [0], standardDeviation: [1] },
    );
    const numbers = async (batchSize: number) =>
      (await read(set, { padding: 1, flip: true }, batchSize)).flatMap(({ images }) => [...images]);
    return fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async (batchSize) => {
        expect(await numbers(batchSize)).toEqual(await numbers(30));
      }),
      { numRuns: 10 },
    );
  });

  it('refuses to reflect an image farther than it reaches', () => {
    const set = sampleSet(
      new Uint8Array(64),
      { height: 8, width: 8, channels: 1 },
      { mean: [0], standardDeviation: [1] },
    );
    const open = (paddingMode: 'reflect' | 'zero') =>
      openBatches(set, {
        order: set.indices,
        batchSize: 1,
        views: ['standard'],
        random: createRandom(0),
        augmentation: { padding: 8, paddingMode, flip: false },
      });
    expect(() => open('reflect')).toThrow(UserError);
    expect(() => open('zero')).not.toThrow();
  });

  it('runs in a program under tsx and lets it end by itself', () => {
    const program = join(import.meta.dirname, 'programs', 'readBatches.ts');
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', program], {
      cwd: join(import.meta.dirname, '..', '..', '..'),
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect(stderr).toBe('');
    expect([status, stdout.trim()]).toEqual([0, '10 batches, stopped after 1']);
  });
});
