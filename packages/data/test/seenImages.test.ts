import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageDataset } from '@ballast/core';
import { readImageFiles } from '../src/index.ts';
import { bytesOf, contextIn, dataset, temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();
const [height, width] = [24, 40];

type Colour = readonly [number, number, number];

/** Upper left, upper right, lower left, lower right: no picture looks like it that is turned or mirrored. */
const corners: readonly Colour[] = [
  [200, 80, 60],
  [70, 150, 90],
  [60, 90, 170],
  [225, 225, 225],
];
const white: Colour = [255, 255, 255];

function cornerAt(row: number, column: number): number {
  return 2 * Number(row >= height / 2) + Number(column >= width / 2);
}

/** [height, width, channels] whose pixels a function says. */
function pixels(rows: number, columns: number, at: (row: number, column: number) => readonly number[]): number[] {
  return Array.from({ length: rows * columns }, (_, place) => at(Math.floor(place / columns), place % columns)).flat();
}

function image(values: readonly number[], channels: 1 | 2 | 3 | 4, size = { height, width }): Sharp {
  return sharp(Uint8Array.from(values), { raw: { ...size, channels } });
}

const colourAt = (row: number, column: number): Colour => corners[cornerAt(row, column)] as Colour;
const colours = () => image(pixels(height, width, colourAt), 3);
const lossless = { quality: 100, chromaSubsampling: '4:4:4' } as const;

/** By Exif's number: which side of the picture the first stored row and the first stored column are. */
const orientations = {
  1: ['top', 'left'],
  2: ['top', 'right'],
  3: ['bottom', 'right'],
  4: ['bottom', 'left'],
  5: ['left', 'top'],
  6: ['right', 'top'],
  7: ['right', 'bottom'],
  8: ['left', 'bottom'],
} as const;

/** The picture as a camera held that way stores it. */
function stored(orientation: keyof typeof orientations): Sharp {
  const [firstRow, firstColumn] = orientations[orientation];
  const from = (place: number, length: number, side: string) =>
    side === 'top' || side === 'left' ? place : length - 1 - place;
  const isUpright = firstRow === 'top' || firstRow === 'bottom';
  const size = isUpright ? { height, width } : { height: width, width: height };
  const values = pixels(size.height, size.width, (row, column) =>
    isUpright
      ? colourAt(from(row, height, firstRow), from(column, width, firstColumn))
      : colourAt(from(column, height, firstColumn), from(row, width, firstRow)),
  );
  return image(values, 3, size).withMetadata({ orientation }).jpeg(lossless);
}

/** 8-bit values in 16 bits. */
function deep(values: readonly number[], channels: 1 | 3): Sharp {
  const raw = { height, width, channels };
  const wide = Uint16Array.from(values, (value) => value * 257);
  return sharp(wide, { raw }).toColourspace(channels === 1 ? 'grey16' : 'rgb16');
}

/** Upper left whole, upper right by half, below nothing over black and over red. */
const alphas = [255, 128, 0, 0];
const hidden: readonly Colour[] = [corners[0]!, corners[1]!, [0, 0, 0], [255, 0, 0]];
const transparent = () =>
  image(
    pixels(height, width, (row, column) => [...hidden[cornerAt(row, column)]!, alphas[cornerAt(row, column)]!]),
    4,
  );
const half = corners[1]!.map((value) => (value * 128 + 255 * 127) / 255) as unknown as Colour;
const onWhite: readonly Colour[] = [corners[0]!, half, white, white];

const greys = [40, 120, 200, 250];
const grey = () => pixels(height, width, (row, column) => [greys[cornerAt(row, column)]!]);
const greyColours = greys.map((value): Colour => [value, value, value]);

interface Case {
  readonly file: Sharp;
  readonly name: string;
  readonly seen: readonly Colour[];
  /** What the format loses of a colour; inks have fewer of them. */
  readonly tolerance: number;
}

function cases(): Case[] {
  const palette = transparent().png({ palette: true });
  const animation = [...pixels(height, width, colourAt), ...pixels(height, width, () => [0, 0, 0])];
  const frames = sharp(Uint8Array.from(animation), { raw: { height: 2 * height, width, channels: 3, pageHeight: height } }); // prettier-ignore
  return [
    { name: 'colours.png', file: colours().png(), seen: corners, tolerance: 0 },
    { name: 'sixteen bits.png', file: deep(pixels(height, width, colourAt), 3).png(), seen: corners, tolerance: 0 },
    { name: 'grey of sixteen bits.png', file: deep(grey(), 1).png(), seen: greyColours, tolerance: 0 },
    { name: 'grey.png', file: image(grey(), 1).toColourspace('b-w').png(), seen: greyColours, tolerance: 0 },
    { name: 'grey.jpg', file: image(grey(), 1).toColourspace('b-w').jpeg(lossless), seen: greyColours, tolerance: 2 },
    { name: 'inks.jpg', file: colours().toColourspace('cmyk').jpeg(lossless), seen: corners, tolerance: 24 },
    { name: 'transparent.png', file: transparent().png(), seen: onWhite, tolerance: 1 },
    { name: 'transparent palette.png', file: palette, seen: onWhite, tolerance: 2 },
    { name: 'transparent.webp', file: transparent().webp({ lossless: true }), seen: onWhite, tolerance: 2 },
    { name: 'animation.gif', file: frames.gif({ delay: [100, 100] }), seen: corners, tolerance: 4 },
    ...Object.keys(orientations).map((orientation) => ({
      name: `orientation ${orientation}.jpg`,
      file: stored(Number(orientation) as keyof typeof orientations),
      seen: corners,
      tolerance: 3,
    })),
  ];
}

let files: readonly Case[] = [];
const pathOf = ({ name }: Case): string => join(folder, 'images', 'one', name);

beforeAll(async () => {
  mkdirSync(join(folder, 'images', 'one'), { recursive: true });
  mkdirSync(join(folder, 'images', 'other'));
  files = cases();
  for (const one of files) await writeFile(pathOf(one), await one.file.toBuffer());
  for (const name of ['1.png', '2.png']) await colours().toFile(join(folder, 'images', 'other', name));
});

function load(options: object): Promise<ImageDataset> {
  const test = join(folder, 'images');
  return dataset({ type: 'unchecked-images', images: test, test, ...options }).load(contextIn(join(folder, 'cache')));
}

/** How far the pixels in the middle of each corner are from what is seen there. */
function distance(bytes: Uint8Array, size: { height: number; width: number }, seen: readonly Colour[]): number {
  const errors = seen.flatMap((colour, corner) => {
    const row = Math.floor(size.height * (corner < 2 ? 0.25 : 0.75));
    const column = Math.floor(size.width * (corner % 2 === 0 ? 0.25 : 0.75));
    return colour.map((value, channel) => Math.abs(value - bytes[3 * (row * size.width + column) + channel]!));
  });
  return Math.max(...errors);
}

describe('images are read as a person sees them: upright, on white, in eight bits of red, green and blue', () => {
  it.each([
    ['at their own size', {}, { height, width }],
    ['stretched', { imageSize: 16 }, { height: 16, width: 16 }],
    ['cut at the centre', { imageSize: 16, fit: 'cover' }, { height: 16, width: 16 }],
  ] as const)('%s', async (_, options, size) => {
    const { train, imageShape } = await load(options);
    expect(imageShape).toEqual({ ...size, channels: 3 });
    const length = size.height * size.width * 3;
    const off = files.map((one) => {
      const at = train.sources!.indexOf(`one/${one.name}`);
      return { name: one.name, by: distance(bytesOf(train.pixels).subarray(at * length, (at + 1) * length), size, one.seen) }; // prettier-ignore
    });
    expect(off.filter(({ by }, index) => by > files[index]!.tolerance)).toEqual([]);
  });

  it('by predictions byte for byte as by the data set', async () => {
    const { train, imageShape } = await load({ imageSize: 16 });
    const paths = train.sources!.map((source) => join(folder, 'images', source));
    const read = await readImageFiles(paths, imageShape, { fit: 'fill', margin: 0 });
    expect(read).toEqual(Uint8Array.from(bytesOf(train.pixels)));
  });
});
