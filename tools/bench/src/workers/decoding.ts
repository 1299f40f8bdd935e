import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Dataset, Plugin } from '@ballast/core';
import datasets, { readImages } from '@ballast/data';
import { buildPlugin } from '@ballast/testing';
import sharp from 'sharp';
import { cacheFolder } from '../places.ts';
import { answerQuestions } from './answer.ts';

/** First decoding: image files of class folders into the uint8 cache. */

const { images } = JSON.parse(process.argv[2] ?? '') as { readonly images?: string };

await answerQuestions({
  decode: async ({ times }) => {
    const root = images === undefined ? await digitsAsJpegs() : folderOf(images);
    const perSecond: number[] = [];
    for (let time = 0; time < (times as number); time++) perSecond.push(await decodedPerSecond(root));
    return { images: images === undefined ? 'digits, as JPEGs of 32×32' : basename(images), perSecond };
  },
});

async function decodedPerSecond(root: string): Promise<number> {
  const cacheDirectory = mkdtempSync(join(tmpdir(), 'ballast-bench-'));
  const start = performance.now();
  try {
    const { train, test } = await datasetOf('image-folder', { root }).load({ cacheDirectory, report: () => undefined });
    return (1000 * (train.count + test.count)) / (performance.now() - start);
  } finally {
    rmSync(cacheDirectory, { recursive: true });
  }
}

/** An archive is unpacked once. */
function folderOf(path: string): string {
  if (statSync(path).isDirectory()) return path;
  const folder = join(cacheFolder, `images-${basename(path)}`);
  if (!existsSync(folder)) {
    mkdirSync(`${folder}.part`, { recursive: true });
    execFileSync('tar', ['-xf', path, '-C', `${folder}.part`]);
    execFileSync('mv', [`${folder}.part`, folder]);
  }
  return existsSync(join(folder, 'train')) ? folder : join(folder, onlyEntry(folder));
}

function onlyEntry(folder: string): string {
  return execFileSync('ls', [folder], { encoding: 'utf8' }).trim();
}

/** The digits, enlarged. */
async function digitsAsJpegs(): Promise<string> {
  const root = join(cacheFolder, 'digits-jpeg');
  if (existsSync(root)) return root;
  const { train, test, classNames, imageShape } = await datasetOf('digits').load({
    cacheDirectory: cacheFolder,
    report: () => undefined,
  });
  const { height, width } = imageShape;
  for (const [part, set] of Object.entries({ train, test })) {
    for (let index = 0; index < set.count; index++) {
      const folder = join(`${root}.part`, part, classNames[set.trueLabels?.[index] ?? 0] ?? '');
      mkdirSync(folder, { recursive: true });
      const pixels = readImages(set.pixels, Int32Array.of(index), imageShape);
      const image = sharp(pixels, { raw: { height, width, channels: 1 } })
        .toColourspace('srgb')
        .resize(32, 32);
      await image.jpeg({ quality: 75 }).toFile(join(folder, `${String(index).padStart(4, '0')}.jpg`));
    }
  }
  execFileSync('mv', [`${root}.part`, root]);
  return root;
}

function datasetOf(id: string, options: Readonly<Record<string, unknown>> = {}): Dataset {
  return buildPlugin(datasets.find((plugin) => plugin.id === id) as Plugin<'dataset'>, options);
}
