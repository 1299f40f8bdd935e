import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { UserError } from '@ballast/core';
import { bytesOf, contextIn, dataset, temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();
let number = 0;

interface Picture {
  readonly path: string;
  readonly width?: number;
  readonly height?: number;
  readonly background: { readonly r: number; readonly g: number; readonly b: number };
}

const red = { r: 250, g: 10, b: 30 };
const blue = { r: 0, g: 20, b: 240 };
const pictures: readonly Picture[] = [
  { path: 'train/zebra/2.png', background: red },
  { path: 'train/zebra/1.png', background: blue },
  { path: 'train/ape/photo.png', background: blue },
  { path: 'test/ape/a.png', background: red },
  { path: 'test/zebra/b.png', background: blue },
];

async function newRoot(content = pictures): Promise<string> {
  const root = join(folder, `root ${String(number++)}`);
  for (const { path, width = 4, height = 3, background } of content) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    await sharp({ create: { width, height, channels: 3, background } }).toFile(join(root, path));
  }
  return root;
}

const newCache = () => contextIn(join(folder, `cache ${String(number++)}`));
const load = (root: string, options = {}, context = newCache()) =>
  dataset({ type: 'image-folder', root, ...options }).load(context);

describe('image-folder', () => {
  it('reads classes, files and pixels in alphabetical order', async () => {
    const { train, test, classNames, imageShape } = await load(await newRoot());
    expect(classNames).toEqual(['ape', 'zebra']);
    expect(imageShape).toEqual({ height: 3, width: 4, channels: 3 });
    expect(train.sources).toEqual(['train/ape/photo.png', 'train/zebra/1.png', 'train/zebra/2.png']);
    expect(test.sources).toEqual(['test/ape/a.png', 'test/zebra/b.png']);
    expect([[...train.trueLabels!], [...test.trueLabels!]]).toEqual([
      [0, 1, 1],
      [0, 1],
    ]);
    const colours = [blue, blue, red].flatMap(({ r, g, b }) => Array.from({ length: 12 }, () => [r, g, b]).flat());
    expect([...bytesOf(train.pixels)]).toEqual(colours);
    expect(bytesOf(train.pixels).buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('decodes once, again after a change, and anew for another size', async () => {
    const root = await newRoot();
    const context = newCache();
    const first = await load(root, {}, context);
    const cached = readdirSync(context.cacheDirectory);
    expect(cached).toHaveLength(1);
    expect(await load(root, {}, context)).toEqual(first);
    expect(context.messages).toEqual(['decoding 5 images, once']);

    const small = await load(root, { imageSize: 2 }, context);
    expect(small.imageShape).toEqual({ height: 2, width: 2, channels: 3 });
    const file = join(root, 'train/ape/photo.png');
    await sharp({ create: { width: 4, height: 3, channels: 3, background: { r: 1, g: 2, b: 3 } } }).toFile(file);
    expect([...bytesOf((await load(root, {}, context)).train.pixels).subarray(0, 3)]).toEqual([1, 2, 3]);
    expect(readdirSync(context.cacheDirectory)).toHaveLength(3);
  });

  it('takes files by their names, whatever else lies there, which it lists', async () => {
    const root = await newRoot();
    await sharp({ create: { width: 4, height: 3, channels: 3, background: red } }).toFile(
      join(root, 'train/ape/b.JPG'),
    );
    writeFileSync(join(root, 'train/ape/notes.txt'), 'no image');
    writeFileSync(join(root, 'train/ape/.hidden'), 'no image');
    mkdirSync(join(root, 'train/zebra/more'));
    writeFileSync(join(root, 'train/outside.png'), 'of no class');
    const context = newCache();
    const { train } = await load(root, {}, context);
    expect(train.sources!.slice(0, 2)).toEqual(['train/ape/b.JPG', 'train/ape/photo.png']);
    expect(context.messages.at(-1)).toBe(
      `${join(root, 'train')}: 3 left out, no image of a class by name: outside.png, ape/notes.txt, zebra/more`,
    );
  });

  it('normalises by its training images, or by constants that are given', async () => {
    const root = await newRoot();
    const { normalisation } = await load(root);
    expect(normalisation.mean[0]).toBeCloseTo(250 / 3, 10);
    expect(normalisation.standardDeviation[2]).toBeCloseTo((210 * Math.SQRT2) / 3, 10);
    const constants = { mean: [125.3, 123, 113.9], standardDeviation: [63, 62.1, 66.7] };
    expect((await load(root, { normalisation: constants })).normalisation).toEqual(constants);
  });

  it('lists broken images and leaves them out where a share is allowed', async () => {
    const root = await newRoot();
    writeFileSync(join(root, 'train/ape/a broken one.png'), 'text');
    const context = newCache();
    const whole = await load(await newRoot());
    const { train } = await load(root, { brokenImages: 0.25 }, context);
    expect([train.sources, train.trueLabels, train.pixels]).toEqual([
      whole.train.sources,
      whole.train.trueLabels,
      whole.train.pixels,
    ]);
    const listed = context.messages.slice(1).join('\n');
    expect(listed).toMatch(/1 of 4 images are broken[^]*ape\/a broken one\.png: the image cannot be read/);
    await expect(load(root, { brokenImages: 0.2 })).rejects.toThrow(/a broken one\.png: the image cannot be read/);
  });

  it('stretches an image to a square, or cuts one at its centre', async () => {
    const root = await newRoot([...pictures, { path: 'train/ape/0.png', width: 12, height: 4, background: red }]);
    const bars = Buffer.from(
      Array.from({ length: 4 * 12 }, (_, at) => (at % 12 < 4 || at % 12 >= 8 ? [0, 0, 0] : [255, 255, 255])).flat(),
    );
    await sharp(bars, { raw: { width: 12, height: 4, channels: 3 } }).toFile(join(root, 'train/ape/0.png'));
    const first = async (options: object) => [
      ...bytesOf((await load(root, { imageSize: 4, ...options })).train.pixels).subarray(0, 48),
    ];
    expect(await first({ fit: 'cover' })).toEqual(Array.from({ length: 48 }, () => 255));
    expect(await first({})).toContain(0);
  });

  it('takes the test part from elsewhere', async () => {
    const other = await newRoot();
    const root = await newRoot(pictures.filter(({ path }) => path.startsWith('train')));
    expect((await load(root, { testRoot: join(other, 'test') })).test.count).toBe(2);
  });
});

describe('image-folder, bad input', () => {
  const remove = (path: string) => (root: string) => {
    rmSync(join(root, path), { recursive: true });
  };
  const write = (path: string, content: string) => (root: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const cutOffJpeg = async (root: string) => {
    const noise = Buffer.from(Array.from({ length: 3 * 64 * 64 }, (_, at) => (at * 7919) % 251));
    const jpeg = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
      .jpeg()
      .toBuffer();
    writeFileSync(join(root, 'train/zebra/3.jpg'), jpeg.subarray(0, jpeg.length / 2));
  };
  const otherSize = async (root: string) => {
    const create = { width: 5, height: 3, channels: 3, background: red } as const;
    await sharp({ create }).toFile(join(root, 'test/ape/0.png'));
  };
  const mistakes: [string, (root: string) => unknown, RegExp][] = [
    ['a missing part', remove('test'), /test: there is no such file or folder/],
    ['a single class', remove('train/ape'), /train: only 1 class folder/],
    ['a class without images', write('train/yak/notes.txt', ''), /"yak" has no images/],
    ['a class without test images', remove('test/ape'), /"ape" has no test images/],
    ['an unknown test class', write('test/zebr/notes.txt', ''), /"zebr" has no images/],
    ['a text file', write('train/zebra/3.png', 'text'), /zebra\/3\.png: the image cannot be read/],
    ['an empty file', write('test/ape/0.jpg', ''), /ape\/0\.jpg: the image cannot be read/],
    ['a cut-off JPEG', cutOffJpeg, /zebra\/3\.jpg: the image cannot be read/],
    ['another size', otherSize, /ape\/0\.png: the image has 5×3 pixels, those before it 4×3[^]*imageSize/],
  ];
  it.each(mistakes)('explains %s and leaves no half-made cache', async (_, spoil, message) => {
    const root = await newRoot();
    await spoil(root);
    const context = newCache();
    const loading = load(root, {}, context);
    await expect(loading).rejects.toThrow(UserError);
    await expect(loading).rejects.toThrow(message);
    mkdirSync(context.cacheDirectory, { recursive: true });
    expect(readdirSync(context.cacheDirectory)).toEqual([]);
  });

  it('explains test classes that the train part does not have', async () => {
    const root = await newRoot([...pictures, { path: 'test/zebr/1.png', background: red }]);
    await expect(load(root)).rejects.toThrow(/"zebr" is no class[^]*mean "zebra"/);
  });

  it('explains a decoded cache that was cut off', async () => {
    const root = await newRoot();
    const context = newCache();
    await load(root, {}, context);
    const file = join(context.cacheDirectory, readdirSync(context.cacheDirectory)[0]!, 'train.bytes');
    writeFileSync(file, readFileSync(file).subarray(0, 10));
    await expect(load(root, {}, context)).rejects.toThrow(/cut off[^]*Delete/);
  });
});
