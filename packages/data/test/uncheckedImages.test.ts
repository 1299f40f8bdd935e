import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@ballast/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { DataOptions, prepareTask } from '../src/index.ts';
import { contextIn, dataset, temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();
let number = 0;

/** Ten images a class in class folders, and a list of the same images. */
async function newImages(classNames = ['cat', 'dog']): Promise<{ root: string; list: string }> {
  const root = join(folder, `images ${String(number++)}`);
  const rows = ['path,label'];
  for (const name of classNames) {
    mkdirSync(join(root, name), { recursive: true });
    for (let image = 0; image < 10; image++) {
      const path = `${name}/${String(image)}.png`;
      const background = { r: image * 20, g: 0, b: 0 };
      await sharp({ create: { width: 4, height: 4, channels: 3, background } }).toFile(join(root, path));
      rows.push(`${path},${name}`);
    }
  }
  return { root, list: write(root, 'labels.csv', rows) };
}

function write(root: string, name: string, rows: readonly string[]): string {
  writeFileSync(join(root, name), rows.join('\n'));
  return join(root, name);
}

const load = (options: Readonly<Record<string, unknown>>) =>
  dataset({ type: 'unchecked-images', ...options }).load(contextIn(join(folder, `cache ${String(number++)}`)));

describe('unchecked-images', () => {
  it('reads a folder and a list of the same images alike: truth unknown, a fifth of each class to test on', async () => {
    const { root, list } = await newImages();
    const fromFolder = await load({ images: root });
    const fromList = await load({ images: list });
    expect(fromList).toEqual(fromFolder);
    const { train, test, classNames } = fromFolder;
    expect(classNames).toEqual(['cat', 'dog']);
    expect([train.trueLabels, test.trueLabels]).toEqual([undefined, undefined]);
    expect([train.count, [...test.givenLabels!]]).toEqual([16, [0, 0, 1, 1]]);
    expect(new Set([...train.sources!, ...test.sources!]).size).toBe(20);
    expect(train.sources!.every((path, at) => path.startsWith(classNames[train.givenLabels![at]!]!))).toBe(true);
  });

  it('trusts the labels of a list: known truth, in place of the given label, never tested on', async () => {
    const { root } = await newImages();
    const trusted = write(root, 'trusted.csv', ['path,mark,label', 'cat/0.png,wrong,dog', '"dog/1.png",right,dog', 'dog/2.png,unsure,']); // prettier-ignore
    const { train } = await load({ images: root, trusted, testFraction: 0.5 });
    const known = train.sources!.flatMap((path, at) =>
      train.trueLabels![at] === -1 ? [] : [[path, train.trueLabels![at], train.givenLabels![at]]],
    );
    expect(known).toEqual([
      ['cat/0.png', 1, 1],
      ['dog/1.png', 1, 1],
    ]);
  });

  it('learns nothing from images that somebody called wrong without another class', async () => {
    const { root } = await newImages();
    const marks = ['path,label,mark', 'cat/0.png,,wrong', 'cat/1.png,,unsure', 'dog/1.png,dog,right'];
    const whole = await load({ images: root, trusted: write(root, 'marks.csv', marks), testFraction: 0.5 });
    const options = DataOptions.parse({});
    const { task } = prepareTask({ dataset: whole, options, random: createRandom(0) });
    const learned = Array.from(task.train.indices, (index) => whole.train.sources![index]);
    expect(learned).not.toContain('cat/0.png');
    expect(task.train.count + task.test.count).toBe(19);
  });

  it('tests on the same images before and after some of the others were marked', async () => {
    const { root } = await newImages();
    const before = await load({ images: root, testFraction: 0.5 });
    const [right, wrong, misfit] = before.train.sources!;
    const marks = ['path,label,mark', `${right!},cat,right`, `${wrong!},dog,wrong`, `${misfit!},,wrong`];
    const after = await load({ images: root, testFraction: 0.5, trusted: write(root, 'marks.csv', marks) });
    expect([after.test.sources, after.test.givenLabels]).toEqual([before.test.sources, before.test.givenLabels]);
  });

  it('leaves something of every class to learn from', async () => {
    const { root } = await newImages();
    const rows = ['path,label', 'cat/0.png,cat', 'cat/1.png,cat', 'dog/0.png,dog'];
    const { train, test } = await load({ images: write(root, 'few.csv', rows) });
    expect([[...train.givenLabels!], [...test.givenLabels!]]).toEqual([[0, 1], [0]]); // prettier-ignore
  });

  it('takes absolute paths in a list', async () => {
    const { root } = await newImages();
    const paths = ['cat', 'dog'].flatMap((name) => [0, 1].map((image) => `${join(root, name, String(image))}.png,${name}`)); // prettier-ignore
    const elsewhere = write(folder, `list ${String(number++)}.csv`, ['path,label', ...paths]);
    expect((await load({ images: elsewhere })).train.count).toBe(2);
  });

  it('makes a task with a meta set of trusted images, and says that the test labels are unchecked', async () => {
    const { root } = await newImages();
    const trusted = write(root, 'trusted.csv', ['path,label', 'cat/0.png,cat', 'dog/1.png,dog']);
    const options = DataOptions.parse({ meta: { perClass: 1 } });
    const { task } = prepareTask({ dataset: await load({ images: root, trusted }), options, random: createRandom(0) });
    expect([...task.meta.givenLabels]).toEqual([0, 1]);
    expect([task.train.trueLabels, task.test.trueLabels]).toEqual([undefined, undefined]);
    expect([...task.test.givenLabels]).toEqual([0, 0, 1, 1]);
    const more = { dataset: await load({ images: root, trusted }), options: DataOptions.parse({ meta: { perClass: 2 } }) }; // prettier-ignore
    expect(() => prepareTask({ ...more, random: createRandom(0) })).toThrow(
      '"cat" has 1 trusted image, 2 are asked for',
    );
  });

  it('tests on images whose labels are right, where there are some', async () => {
    const [{ root }, { list }] = [await newImages(), await newImages()];
    const { train, test } = await load({ images: root, test: list });
    expect([train.count, test.count]).toEqual([20, 20]);
    expect([...test.trueLabels!]).toEqual(Array.from({ length: 20 }, (_, at) => Math.floor(at / 10)));
  });

  it('reads fields in quotes, with commas, quotes and line breaks, as RFC 4180 has them', async () => {
    const { root } = await newImages(['cat', 'a, "b"\nc']);
    const name = '"a, ""b""\nc"';
    const trusted = write(root, 'trusted.csv', ['\uFEFFlabel,path\r', `${name},"a, ""b""\nc/3.png"\r`]);
    const { train, classNames } = await load({ images: root, trusted });
    const known = [...train.trueLabels!].filter((label) => label !== -1);
    expect(known.map((label) => classNames[label])).toEqual(['a, "b"\nc']);
  });

  it.each([
    [['path,class', 'cat/0.png,cat'], 'trusted.csv:1: there is no column "label"'],
    [['path,label', 'cat/0.png'], 'trusted.csv:2: 1 field where the header has 2'],
    [['path,label', 'cat/0.png,cta'], 'trusted.csv:2: "cta" is no class of the images.'],
    [['path,label', 'cat/99.png,cat'], 'trusted.csv:2: the trusted image "cat/99.png" is none of the images'],
    [['path,label', 'cat/0.png,cat', 'cat/0.png,dog'], 'trusted.csv:3: "cat/0.png" stands here a second time'],
    [['path,label', 'cat/0.png,"cat'], 'trusted.csv:2: a quote is not closed'],
  ])('says where a list is wrong: %j', async (rows, message) => {
    const { root } = await newImages();
    await expect(load({ images: root, trusted: write(root, 'trusted.csv', rows) })).rejects.toThrow(message);
  });

  it('tells folders and lists that have changed from those that have not', async () => {
    const { root, list } = await newImages();
    const contents = (images: string) => dataset({ type: 'unchecked-images', images }).contents!();
    const [ofFolder, ofList] = [contents(root), contents(list)];
    expect([contents(root), contents(list)]).toEqual([ofFolder, ofList]);
    write(root, 'labels.csv', ['path,label', 'cat/0.png,dog', 'dog/0.png,dog']);
    expect(contents(list)).not.toBe(ofList);
    expect(() => contents(join(root, 'nothing'))).toThrow('no such file');
  });
});
