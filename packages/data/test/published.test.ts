import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createRandom, UserError, type ImageDataset } from '@ballast/core';
import { DataOptions, prepareTask, readImages } from '../src/index.ts';
import { contextIn, dataset, temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();
const digits = await dataset({ type: 'digits' }).load(contextIn(folder));
let number = 0;

/** A digit as a PNG file, whatever its name's ending: nothing is lost, so that it is known again. Images differ in size. */
async function writeDigit(file: string, digit: number, size = 8): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const bytes = readImages(digits.train.pixels, Int32Array.of(digit), digits.imageShape);
  await sharp(bytes, { raw: { width: 8, height: 8, channels: 1 } })
    .resize({ width: size, height: size, kernel: 'nearest' })
    .png()
    .toFile(file);
}

const known = Array.from({ length: 30 }, (_, digit) =>
  readImages(digits.train.pixels, Int32Array.of(digit), digits.imageShape),
);

/** Which digit an image of a data set is: the nearest one, since some were written larger and brought back. */
function digitAt({ pixels }: ImageDataset['train'], place: number): number {
  const image = readImages(pixels, Int32Array.of(place), { height: 8, width: 8, channels: 3 });
  const distances = known.map((digit) => digit.reduce((sum, byte, at) => sum + (byte - image[3 * at]!) ** 2, 0));
  return distances.indexOf(Math.min(...distances));
}

const digitsOf = (part: ImageDataset['train']) =>
  Array.from({ length: part.count }, (_, place) => digitAt(part, place));

/** A folder of images and lists: file → its text, or the digit that it shows. */
async function layOut(files: Readonly<Record<string, string | number>>): Promise<string> {
  const root = join(folder, `layout ${String(number++)}`);
  for (const [name, content] of Object.entries(files)) {
    const file = join(root, name);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content === 'string') writeFileSync(file, content);
    else await writeDigit(file, content, content % 2 === 0 ? 8 : 16);
  }
  return root;
}

const load = (reference: Readonly<Record<string, unknown>>) =>
  dataset({ imageSize: 8, ...reference }).load(contextIn(join(folder, `cache ${String(number++)}`)));

const clothing = {
  'images/0/a.jpg': 0,
  'images/0/b.jpg': 1,
  'images/1/c.jpg': 2,
  'images/1/d.jpg': 3,
  'images/2/e.jpg': 4,
  'images/2/f.jpg': 5,
  'annotations/noisy_train_key_list.txt': 'images/0/a.jpg\nimages/0/b.jpg\nimages/1/c.jpg\n',
  'annotations/noisy_label_kv.txt': 'images/0/b.jpg 13\nimages/0/a.jpg 2\nimages/1/c.jpg 0\nimages/2/f.jpg 1\n',
  'annotations/clean_val_key_list.txt': 'images/1/d.jpg\nimages/1/c.jpg\n',
  'annotations/clean_test_key_list.txt': 'images/2/f.jpg\nimages/2/e.jpg\n',
  'annotations/clean_label_kv.txt': 'images/1/d.jpg 7\nimages/1/c.jpg 5\nimages/2/e.jpg 3\nimages/2/f.jpg 4\n',
};

const food = {
  'n/meta/classes.txt': 'class_name\napple_pie\nbaby_back_ribs\n',
  'n/meta/imagelist.tsv': 'class_name/key\napple_pie/a.jpg\nbaby_back_ribs/b.jpg\napple_pie/c.jpg\n',
  'n/meta/verified_train.tsv': 'class_name/key\tverification_label\napple_pie/a.jpg\t0\nbaby_back_ribs/b.jpg\t1\n',
  'n/meta/verified_val.tsv': 'class_name/key\tverification_label\napple_pie/c.jpg\t1\n',
  'n/images/apple_pie/a.jpg': 0,
  'n/images/baby_back_ribs/b.jpg': 1,
  'n/images/apple_pie/c.jpg': 2,
  '101/meta/test.txt': 'baby_back_ribs/1000\napple_pie/17\n',
  '101/images/baby_back_ribs/1000.jpg': 3,
  '101/images/apple_pie/17.jpg': 4,
};

const web = {
  'info/synsets.txt':
    'n01440764 tench, Tinca tinca\nn01443537 goldfish, Carassius auratus\nn01484850 great white shark\n',
  'info/train_filelist_google.txt': 'google/q0001/a.jpg 0\ngoogle/q0003/c.jpg 2\ngoogle/q0002/b.jpg 1\n',
  'info/train_filelist_flickr.txt': 'flickr/q0001/d.jpg 0\n',
  'info/val_filelist.txt': 'val000002.jpg 2\nval000001.jpg 1\nval000003.jpg 0\n',
  'google/q0001/a.jpg': 0,
  'google/q0002/b.jpg': 1,
  'google/q0003/c.jpg': 2,
  'flickr/q0001/d.jpg': 3,
  'val_images_256/val000001.jpg': 4,
  'val_images_256/val000002.jpg': 5,
  'val_images_256/val000003.jpg': 6,
};

const animals = {
  'training/3_10.jpg': 0,
  'training/0_2.jpg': 1,
  'testing/9_1.jpg': 2,
  'testing/0_7.jpg': 3,
};

const longTail = {
  'ImageNet_LT_train.txt': 'train/n01440764/a.JPEG 0\ntrain/n01443537/b.JPEG 1\ntrain/n01440764/c.JPEG 0\n',
  'ImageNet_LT_test.txt': 'val/ILSVRC2012_val_00000001.JPEG 1\n',
  'ImageNet_LT_val.txt': 'train/n01443537/d.JPEG 1\ntrain/n01440764/e.JPEG 0\n',
  'train/n01440764/a.JPEG': 0,
  'train/n01443537/b.JPEG': 1,
  'train/n01440764/c.JPEG': 2,
  'train/n01443537/d.JPEG': 3,
  'train/n01440764/e.JPEG': 4,
  'val/ILSVRC2012_val_00000001.JPEG': 5,
};

const layouts = [
  {
    type: 'clothing1m',
    files: clothing,
    options: {},
    train: { digits: [0, 1, 2, 3], given: [2, 13, 0, -1], truth: [-1, -1, 5, 7] },
    test: { digits: [5, 4], truth: [4, 3] },
    classNames: 14,
  },
  {
    type: 'clothing1m',
    files: clothing,
    options: { trusted: 'none' },
    train: { digits: [0, 1, 2], given: [2, 13, 0], truth: [-1, -1, -1] },
    test: { digits: [5, 4], truth: [4, 3] },
    classNames: 14,
  },
  {
    type: 'food-101n',
    files: food,
    root: 'n',
    testRoot: '101',
    options: {},
    train: { digits: [0, 1, 2], given: [0, 1, 0], truth: [-1, 1, 0] },
    test: { digits: [3, 4], truth: [1, 0] },
    classNames: ['apple_pie', 'baby_back_ribs'],
  },
  {
    type: 'webvision',
    files: web,
    options: { classes: 2 },
    train: { digits: [0, 1], given: [0, 1], truth: undefined },
    test: { digits: [4, 6], truth: [1, 0] },
    classNames: ['n01440764 tench', 'n01443537 goldfish'],
  },
  {
    type: 'webvision',
    files: web,
    options: { classes: 3, engines: ['google', 'flickr'] },
    train: { digits: [0, 2, 1, 3], given: [0, 2, 1, 0], truth: undefined },
    test: { digits: [5, 4, 6], truth: [2, 1, 0] },
    classNames: ['n01440764 tench', 'n01443537 goldfish', 'n01484850 great white shark'],
  },
  {
    type: 'animal-10n',
    files: animals,
    options: {},
    train: { digits: [1, 0], given: [0, 3], truth: undefined },
    test: { digits: [3, 2], truth: [0, 9] },
    classNames: 10,
  },
  {
    type: 'imagenet-lt',
    files: longTail,
    options: {},
    train: { digits: [0, 1, 2], given: undefined, truth: [0, 1, 0] },
    test: { digits: [5], truth: [1] },
    classNames: ['n01440764', 'n01443537'],
  },
  {
    type: 'imagenet-lt',
    files: longTail,
    options: { testPart: 'val' },
    train: { digits: [0, 1, 2], given: undefined, truth: [0, 1, 0] },
    test: { digits: [3, 4], truth: [1, 0] },
    classNames: ['n01440764', 'n01443537'],
  },
];

describe.each(layouts)('$type $options', ({ type, files, options, train, test, classNames, root = '', testRoot }) => {
  const reference = (base: string) => ({
    type,
    root: join(base, root),
    ...(testRoot === undefined ? {} : { testRoot: join(base, testRoot) }),
    ...options,
  });

  it('has the images and labels of its lists, brought to one size', async () => {
    const loaded = await load(reference(await layOut(files)));
    expect(loaded.imageShape).toEqual({ height: 8, width: 8, channels: 3 });
    expect(digitsOf(loaded.train)).toEqual(train.digits);
    expect(digitsOf(loaded.test)).toEqual(test.digits);
    expect(loaded.train.givenLabels && [...loaded.train.givenLabels]).toEqual(train.given);
    expect(loaded.train.trueLabels && [...loaded.train.trueLabels]).toEqual(train.truth);
    expect(loaded.test.trueLabels && [...loaded.test.trueLabels]).toEqual(test.truth);
    if (typeof classNames === 'number') expect(new Set(loaded.classNames).size).toBe(classNames);
    else expect(loaded.classNames).toEqual(classNames);
  });

  it('says what is missing, and where it belongs', async () => {
    const base = await layOut(files);
    expect(dataset({ ...reference(base) }).missing?.()).toEqual([]);
    rmSync(join(base, root), { recursive: true });
    const missing = dataset({ ...reference(base) }).missing?.() ?? [];
    expect(missing.length).toBeGreaterThan(1);
    for (const { path, what } of missing) {
      expect(path.startsWith(join(base, root))).toBe(true);
      expect(what).toContain('from ');
    }
    await expect(load(reference(base))).rejects.toThrow(UserError);
    await expect(load(reference(base))).rejects.toThrow(missing[0]?.path ?? '');
  });

  it('changes its digest with a list', async () => {
    const base = await layOut(files);
    const contents = () => dataset({ ...reference(base) }).contents?.();
    const before = contents();
    expect(contents()).toBe(before);
    const list = Object.keys(files).find((name) => name.startsWith(root) && typeof files[name as never] === 'string');
    if (list === undefined) return; // its labels are in the names of its files
    writeFileSync(join(base, list), 'something else');
    expect(contents()).not.toBe(before);
  });
});

describe('WebVision', () => {
  const imagenet = {
    'i/LOC_val_solution.csv':
      'ImageId,PredictionString\nILSVRC2012_val_00000003,n01484850 0 1 2 3\nILSVRC2012_val_00000001,n01440764 0 1 2 3 n01440764 4 5 6 7\nILSVRC2012_val_00000002,n02095570 0 1 2 3\n',
    'i/ILSVRC/Data/CLS-LOC/val/ILSVRC2012_val_00000001.JPEG': 7,
    'i/ILSVRC/Data/CLS-LOC/val/ILSVRC2012_val_00000003.JPEG': 8,
  };
  const inFolder = Object.fromEntries(Object.entries(web).map(([name, content]) => [`w/${name}`, content]));
  const reference = (base: string) => ({ type: 'webvision', root: join(base, 'w'), imagenet: join(base, 'i'), classes: 3 }); // prettier-ignore

  it('is tested on the validation images of ImageNet as well, those of its classes', async () => {
    const loaded = await load(reference(await layOut({ ...inFolder, ...imagenet })));
    const other = loaded.otherTests?.['ImageNet validation'];
    expect(other && digitsOf(other)).toEqual([8, 7]);
    expect(other?.trueLabels && [...other.trueLabels]).toEqual([2, 0]);
    const { task } = prepareTask({ dataset: loaded, options: DataOptions.parse({}), random: createRandom(0) });
    const set = task.otherTests?.['ImageNet validation'];
    expect([set?.role, set?.count, [...(set?.givenLabels ?? [])]]).toEqual(['test', 2, [2, 0]]);
    const tuned = prepareTask({ dataset: loaded, options: DataOptions.parse({ testOn: 'validation', validation: { fraction: 0.4 } }), random: createRandom(0) }); // prettier-ignore
    expect(tuned.task.otherTests).toBeUndefined();
  });

  it('says what is missing of them, and which line is none', async () => {
    const base = await layOut({
      ...inFolder,
      'i/LOC_val_solution.csv': 'ImageId,PredictionString\nILSVRC2012_val_00000003 5\n',
    });
    const missing = dataset(reference(base)).missing?.() ?? [];
    expect(missing.map(({ path }) => path)).toEqual([join(base, 'i/ILSVRC/Data/CLS-LOC/val')]);
    mkdirSync(join(base, 'i/ILSVRC/Data/CLS-LOC/val'), { recursive: true });
    await expect(load(reference(base))).rejects.toThrow(/LOC_val_solution\.csv:2: .*a comma and a synset/);
  });
});

describe('published lists', () => {
  const mistakes: [string, Record<string, string>, RegExp][] = [
    [
      'webvision',
      { 'info/val_filelist.txt': 'val000001.jpg 1\nval000002.jpg\n' },
      /val_filelist\.txt:2: .*path and a label/,
    ],
    ['webvision', { 'info/val_filelist.txt': 'val000001.jpg one\n' }, /val_filelist\.txt:1: .*"one" is no label/],
    ['webvision', { 'info/val_filelist.txt': 'val000001.jpg 1000\n' }, /"1000" is no label/],
    [
      'clothing1m',
      { 'annotations/noisy_label_kv.txt': 'images/0/b.jpg 13\n' },
      /no line has the label of "images\/0\/a\.jpg"/,
    ],
    ['animal-10n', { 'training/cat.jpg': '' }, /cat\.jpg: .*LABEL_NUMBER/],
  ];
  const files = { webvision: web, clothing1m: clothing, 'animal-10n': animals };
  it.each(mistakes)('of %s are explained where they are wrong: %o', async (type, changed, message) => {
    const root = await layOut({ ...files[type as keyof typeof files], ...changed });
    await expect(load({ type, root })).rejects.toThrow(UserError);
    await expect(load({ type, root })).rejects.toThrow(message);
  });

  it('may name images that are not there, within the share of broken ones', async () => {
    const root = await layOut(web);
    rmSync(join(root, 'google/q0002/b.jpg'));
    const reference = { type: 'webvision', root, classes: 3 };
    await expect(load(reference)).rejects.toThrow(/b\.jpg: the image cannot be read/);
    const { train } = await load({ ...reference, brokenImages: 0.4 });
    expect([...train.givenLabels!]).toEqual([0, 2]);
    expect(digitsOf(train)).toEqual([0, 2]);
  });
});

describe('images of unknown truth', () => {
  const prepare = (images: ImageDataset, perClass: number) =>
    prepareTask({
      dataset: images,
      options: DataOptions.parse({ meta: { perClass } }),
      random: createRandom(0),
    });

  it('are learned from by their given labels; the meta set comes from what people verified', async () => {
    const base = await layOut(food);
    cpSync(join(base, 'n/images/apple_pie/a.jpg'), join(base, 'n/images/baby_back_ribs/d.jpg'));
    writeFileSync(join(base, 'n/meta/imagelist.tsv'), `${food['n/meta/imagelist.tsv']}baby_back_ribs/d.jpg\n`);
    const images = await load({ type: 'food-101n', root: join(base, 'n'), testRoot: join(base, '101') });
    const { task, draw } = prepare(images, 1);
    expect([...task.meta.indices]).toEqual([1, 2]);
    expect([...task.meta.givenLabels]).toEqual([1, 0]);
    expect([...task.train.indices]).toEqual([0, 3]);
    expect([...task.train.givenLabels]).toEqual([0, 1]);
    expect(task.train.trueLabels).toBeUndefined();
    expect([draw.realisedRate, draw.transitionMatrix]).toEqual([undefined, undefined]);
    expect(() => prepare(images, 2)).toThrow(/"apple_pie" has 1 trusted image, 2 are asked for/);
  });

  it('are never learned from where they are there for the meta set alone', async () => {
    const images = await load({ type: 'animal-10n', root: await layOut(animals) });
    const both = { ...images.train, givenLabels: Int32Array.of(0, -1), trueLabels: Int32Array.of(-1, 3) };
    const task = { ...images, classNames: ['cat'], train: both };
    expect([...prepare(task, 0).task.train.indices]).toEqual([0]);
  });

  it('can be neither corrupted nor unbalanced', async () => {
    const images = await load({ type: 'animal-10n', root: await layOut(animals) });
    const request = { dataset: images, options: DataOptions.parse({}), random: createRandom(0) };
    expect(() => prepareTask({ ...request, imbalance: { classCounts: (counts) => [...counts] } })).toThrow(
      /nobody knows the true labels of 2 of 2 training images[^]*unbalanced/,
    );
  });
});
