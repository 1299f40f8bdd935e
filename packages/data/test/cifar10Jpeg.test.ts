import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRandom } from '@ballast/core';
import { AugmentationOptions, DataOptions, openBatches, prepareTask } from '../src/index.ts';
import { cacheDirectory, cifar10JpegMissing, cifar10JpegRoot } from './cifar10Jpeg.ts';
import { contextIn, dataset } from './fixtures.ts';

const repository = join(import.meta.dirname, '..', '..', '..');
if (cifar10JpegMissing !== undefined) console.warn(`Skipped: the JPEG copy of CIFAR-10 (${cifar10JpegMissing}).`);

const load = async () =>
  dataset({ type: 'image-folder', root: await cifar10JpegRoot() }).load(contextIn(cacheDirectory));

interface Cost {
  readonly counts: readonly number[];
  readonly classNames: readonly string[];
  readonly before: number;
  readonly after: number;
  readonly peak: number;
  readonly seconds: number;
}

describe.skipIf(cifar10JpegMissing !== undefined)('60,000 images (CIFAR-10, JPEG copy)', () => {
  it('cost at most 250 MB of memory', { timeout: 600_000 }, async () => {
    const root = await cifar10JpegRoot();
    const program = join(import.meta.dirname, 'programs', 'loadImageFolder.ts');
    const run = (): Cost => {
      const options = { cwd: repository, encoding: 'utf8' } as const;
      const { stdout, stderr } = spawnSync(
        process.execPath,
        ['--import', 'tsx', program, root, cacheDirectory],
        options,
      );
      expect(stderr).toBe('');
      return JSON.parse(stdout) as Cost;
    };
    const first = run(); // decodes, unless an earlier run did
    const cost = run();
    expect(first.peak - first.before).toBeLessThan(250);
    console.info(
      `loaded in ${cost.seconds.toFixed(1)} s; memory ${cost.before.toFixed(0)} → ${cost.after.toFixed(0)} MB, peak ${cost.peak.toFixed(0)} MB`,
    );
    expect(cost.counts).toEqual([50_000, 10_000]);
    expect(cost.classNames.join(' ')).toBe('airplane automobile bird cat deer dog frog horse ship truck');
    expect(cost.peak - cost.before).toBeLessThan(250);
  });

  it('are cropped, mirrored and normalised at 10,000 a second of one core at least', { timeout: 600_000 }, async () => {
    const images = await load();
    const { task } = prepareTask({ dataset: images, options: DataOptions.parse({}), random: createRandom(0) });
    const order = createRandom('order').permutation(20_000);
    const request = {
      order,
      batchSize: 128,
      views: ['standard'] as ['standard'],
      random: createRandom('augmentation'),
    };
    const augmentation = AugmentationOptions.parse({ padding: 4, flip: true });
    const imagesASecond = async (): Promise<number> => {
      const before = process.cpuUsage();
      let read = 0;
      for await (const { positions } of openBatches(task.train, { ...request, augmentation })) read += positions.length;
      // Processor time of both threads, which others on this machine change little; then the next turn counts.
      const { user, system } = process.cpuUsage(before);
      const perSecond = read / ((user + system) / 1e6);
      console.info(`${perSecond.toFixed(0)} images a second of one core`);
      return perSecond;
    };
    let perSecond = 0;
    for (let turn = 0; turn < 3 && perSecond <= 10_000; turn++) perSecond = await imagesASecond();
    expect(perSecond).toBeGreaterThan(10_000);
  });
});
