import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRandom, UserError } from '@ballast/core';
import { ArchiveServer } from './archiveServer.ts';
import { bytesOf, contextIn, dataset, temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();
const cifar10Names = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');
let cacheNumber = 0;
const newCache = () => contextIn(join(folder, `cache ${String(cacheNumber++)}`));

interface SmallArchive {
  readonly file: string;
  readonly bytes: Buffer;
  readonly md5: string;
}

/** [height, width, channels] of image `index`, as it should come out. */
function pixelsOf(index: number): number[] {
  const random = createRandom(`image ${String(index)}`);
  return Array.from({ length: 3072 }, () => random.integer(256));
}

/** Label bytes, then a plane a channel. */
function record(labels: readonly number[], index: number): Buffer {
  const pixels = pixelsOf(index);
  const planes = [0, 1, 2].flatMap((channel) => pixels.filter((_, at) => at % 3 === channel));
  return Buffer.from([...labels, ...planes]);
}

async function pack(name: string, files: Readonly<Record<string, Buffer | string>>): Promise<SmallArchive> {
  const source = join(folder, `${name} source`);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(source, path, '..'), { recursive: true });
    writeFileSync(join(source, path), content);
  }
  const file = join(folder, `${name}.tar.gz`);
  await create({ gzip: true, file, cwd: source }, readdirSync(source));
  return describeArchive(file);
}

function describeArchive(file: string): SmallArchive {
  const bytes = readFileSync(file);
  return { file, bytes, md5: createHash('md5').update(bytes).digest('hex') };
}

/** The official layout with two images a file; image i has label i mod 10. */
function cifar10Files(): Record<string, Buffer | string> {
  const names = [1, 2, 3, 4, 5].map((part) => `data_batch_${String(part)}.bin`).concat('test_batch.bin');
  const batches = names.map((name, at) => {
    const records = [2 * at, 2 * at + 1].map((index) => record([index % 10], index));
    return [`cifar-10-batches-bin/${name}`, Buffer.concat(records)] as const;
  });
  return {
    ...Object.fromEntries(batches),
    'cifar-10-batches-bin/batches.meta.txt': `${cifar10Names.join('\n')}\n\n`,
    'cifar-10-batches-bin/readme.html': 'nobody needs it',
  };
}

const smallCifar10 = await pack('small', cifar10Files());

describe('cifar10 from a local archive', () => {
  const load = ({ file, md5 }: SmallArchive, context = newCache()) =>
    dataset({ type: 'cifar10', archive: file, md5 }).load(context);

  it('reads labels and planes of the official binary form', async () => {
    const { train, test, classNames, imageShape, normalisation } = await load(smallCifar10);
    expect(classNames).toEqual(cifar10Names);
    expect(imageShape).toEqual({ height: 32, width: 32, channels: 3 });
    expect(normalisation).toEqual({ mean: [125.3, 123, 113.9], standardDeviation: [63, 62.1, 66.7] });
    expect([...train.trueLabels!]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([...test.trueLabels!]).toEqual([0, 1]);
    for (let image = 0; image < 10; image++) {
      expect([...bytesOf(train.pixels).subarray(image * 3072, (image + 1) * 3072)]).toEqual(pixelsOf(image));
    }
    expect([...bytesOf(test.pixels).subarray(3072)]).toEqual(pixelsOf(11));
    expect(bytesOf(train.pixels).buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('unpacks once, and only the files that it reads', async () => {
    const context = newCache();
    await load(smallCifar10, context);
    const [unpacked] = readdirSync(context.cacheDirectory);
    expect(readdirSync(join(context.cacheDirectory, unpacked!, 'cifar-10-batches-bin'))).toHaveLength(7);
    await load(smallCifar10, context);
    expect(context.messages).toEqual(['unpacking small.tar.gz']);
  });

  it('explains an archive that is missing, another one, cut off, incomplete or holds damaged files', async () => {
    await expect(load({ ...smallCifar10, file: '/nowhere.tar.gz' })).rejects.toThrow(/no archive "\/nowhere/);
    await expect(load({ ...smallCifar10, md5: '0'.repeat(32) })).rejects.toThrow(/MD5 sum is [0-9a-f]+, expected 0+/);

    writeFileSync(join(folder, 'cut.tar.gz'), smallCifar10.bytes.subarray(0, 10_000));
    await expect(load(describeArchive(join(folder, 'cut.tar.gz')))).rejects.toThrow(
      /cut\.tar\.gz: the archive is damaged/,
    );
    writeFileSync(join(folder, 'text.tar.gz'), 'no archive at all, '.repeat(100));
    await expect(load(describeArchive(join(folder, 'text.tar.gz')))).rejects.toThrow(UserError);

    const incomplete = Object.fromEntries(
      Object.entries(cifar10Files()).filter(([path]) => !path.includes('test_batch')),
    );
    await expect(load(await pack('incomplete', incomplete))).rejects.toThrow(/not hold "cifar-10-batches-bin\/test_b/);
    const short = { ...cifar10Files(), 'cifar-10-batches-bin/test_batch.bin': Buffer.alloc(3000) };
    await expect(load(await pack('short', short))).rejects.toThrow(/test_batch\.bin: .*no whole number of records/);
    const wrongLabel = { ...cifar10Files(), 'cifar-10-batches-bin/test_batch.bin': record([10], 0) };
    await expect(load(await pack('label', wrongLabel))).rejects.toThrow(/holds the label 10/);
  });

  it('brings images to another size as an image folder does, once', async () => {
    const context = newCache();
    const { md5, file } = smallCifar10;
    const sized = (imageSize: number) => dataset({ type: 'cifar10', archive: file, md5, imageSize }).load(context);
    const { train, test, imageShape } = await sized(12);
    expect(imageShape).toEqual({ height: 12, width: 12, channels: 3 });
    expect([...test.trueLabels!]).toEqual([0, 1]);

    const root = join(folder, 'as files');
    for (const [index, part] of Array.from({ length: 12 }, (_, at) => (at < 10 ? 'train' : 'test')).entries()) {
      const place = join(root, part, `class ${String(index % 2)}`);
      mkdirSync(place, { recursive: true });
      await sharp(Buffer.from(pixelsOf(index)), { raw: { height: 32, width: 32, channels: 3 } }).toFile(
        join(place, `${String(index)}.png`),
      );
    }
    const files = await dataset({ type: 'image-folder', root, imageSize: 12 }).load(newCache());
    const imageOf = (pixels: Uint8Array, at: number) => [...pixels.subarray(at * 432, (at + 1) * 432)];
    // Class after class: the even images, then the odd ones.
    const order = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
    for (const [at, index] of order.entries()) {
      expect(imageOf(bytesOf(train.pixels), index)).toEqual(imageOf(bytesOf(files.train.pixels), at));
    }
    expect([...bytesOf(test.pixels)]).toEqual([...bytesOf(files.test.pixels)]);

    expect((await sized(12)).train).toEqual(train);
    expect(bytesOf((await sized(32)).train.pixels)).toHaveLength(10 * 3072);
    expect(context.messages).toEqual(['unpacking small.tar.gz', 'bringing 12 images to 12×12 pixels, once']);
  });

  it('leaves nothing half unpacked behind', async () => {
    const context = newCache();
    const cut = describeArchive(join(folder, 'cut.tar.gz'));
    await expect(load(cut, context)).rejects.toThrow(UserError);
    expect(readdirSync(context.cacheDirectory)).toEqual([]);
  });

  it('never writes outside its folder', async () => {
    const evil = await pack('evil', { ...cifar10Files(), 'other/outside.txt': 'outside' });
    const context = newCache();
    await load(evil, context);
    const [unpacked] = readdirSync(context.cacheDirectory);
    expect(readdirSync(join(context.cacheDirectory, unpacked!))).toEqual(['cifar-10-batches-bin']);
  });

  it('explains a cache that cannot be written', async () => {
    const context = contextIn(join(smallCifar10.file, 'below a file'));
    await expect(load(smallCifar10, context)).rejects.toThrow(UserError);
  });
});

describe('cifar100', () => {
  it('reads the second of the two labels', async () => {
    const names = Array.from({ length: 100 }, (_, label) => `fine ${String(label)}`);
    const { file, md5 } = await pack('hundred', {
      'cifar-100-binary/train.bin': Buffer.concat([record([3, 99], 0), record([19, 42], 1)]),
      'cifar-100-binary/test.bin': record([0, 7], 2),
      'cifar-100-binary/fine_label_names.txt': names.join('\n'),
    });
    const { train, test, classNames } = await dataset({ type: 'cifar100', archive: file, md5 }).load(newCache());
    expect(classNames).toEqual(names);
    expect([[...train.trueLabels!], [...test.trueLabels!]]).toEqual([[99, 42], [7]]);
    expect([...bytesOf(train.pixels).subarray(3072)]).toEqual(pixelsOf(1));
  });
});

describe('cifar10 by download', () => {
  let server: ArchiveServer;
  let url: string;
  beforeEach(async () => {
    server = new ArchiveServer(smallCifar10.bytes);
    url = await server.start();
  });
  afterEach(() => server.stop());

  const load = (context = newCache(), md5 = smallCifar10.md5) => dataset({ type: 'cifar10', url, md5 }).load(context);

  it('reports progress, and downloads once', async () => {
    const context = newCache();
    expect((await load(context)).train.count).toBe(10);
    expect(context.messages).toContainEqual(expect.stringMatching(/^small-binary\.tar\.gz: 100 % of \d+\.\d MB$/));
    await load(context);
    expect(server.ranges).toEqual([undefined]);
  });

  it('goes on where a transfer was cut off', async () => {
    server.cutOff = 2;
    expect((await load()).train.count).toBe(10);
    expect(server.ranges).toEqual([
      undefined,
      expect.stringMatching(/^bytes=\d+-$/),
      expect.stringMatching(/^bytes=\d+-$/),
    ]);
  });

  it('goes on in a later call, and starts anew where the server knows no ranges', async () => {
    for (const supportsRanges of [true, false]) {
      server.supportsRanges = supportsRanges;
      server.cutOff = 3;
      const context = newCache();
      await expect(load(context)).rejects.toThrow(/cannot be downloaded[^]*put the file at .*small-binary\.tar\.gz/);
      expect((await load(context)).train.count).toBe(10);
    }
  });

  it('takes a part that is already whole', async () => {
    const context = newCache();
    const downloads = join(context.cacheDirectory, 'downloads');
    mkdirSync(downloads, { recursive: true });
    writeFileSync(join(downloads, 'small-binary.tar.gz.part'), smallCifar10.bytes);
    expect((await load(context)).train.count).toBe(10);
    expect(server.ranges).toEqual([`bytes=${String(smallCifar10.bytes.length)}-`]);
  });

  it('takes a file that was put there by hand', async () => {
    await server.stop();
    const context = newCache();
    await expect(load(context)).rejects.toThrow(UserError);
    const downloads = join(context.cacheDirectory, 'downloads');
    writeFileSync(join(downloads, 'small-binary.tar.gz'), smallCifar10.bytes);
    expect((await load(context)).train.count).toBe(10);
  });

  it('says where to put the file when there is no network', async () => {
    await server.stop();
    const context = newCache();
    const error = await load(context).catch((reason: unknown) => reason as UserError);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toContain(join(context.cacheDirectory, 'downloads', 'small-binary.tar.gz'));
    expect((error as UserError).message).toContain('option `archive`');
  });

  it('removes a download whose checksum is wrong', async () => {
    const context = newCache();
    await expect(load(context, '1'.repeat(32))).rejects.toThrow(/MD5 sum .* expected 1+/);
    expect(readdirSync(join(context.cacheDirectory, 'downloads'))).toEqual([]);
  });

  it.skipIf(!existsSync('/dev/full'))('explains a full disk, without trying again', async () => {
    const context = newCache();
    const downloads = join(context.cacheDirectory, 'downloads');
    mkdirSync(downloads, { recursive: true });
    symlinkSync('/dev/full', join(downloads, 'small-binary.tar.gz.part'));
    await expect(load(context)).rejects.toThrow(/small-binary\.tar\.gz\.part: the disk is full/);
    expect(server.ranges).toHaveLength(1);
  });

  it('explains what the server refuses', async () => {
    server.status = 404;
    await expect(load()).rejects.toThrow(/answered 404/);
  });

  it('downloads once when two want it at the same time', async () => {
    const context = newCache();
    const [first, second] = await Promise.all([load(context), load(context)]);
    expect(first).toEqual(second);
    expect(server.ranges).toHaveLength(1);
    expect(existsSync(join(context.cacheDirectory, 'downloads', 'small-binary.tar.gz.lock'))).toBe(false);
  });
});

describe('cifar options', () => {
  it.each([
    [{ archiv: 'x' }, /mean "archive"/],
    [{ md5: 'abc' }, /md5/],
    [{ url: 'nowhere' }, /url/],
    [{ imageSize: 0 }, /imageSize/],
  ])('are checked: %j', (options, message) => {
    expect(() => dataset({ type: 'cifar10', ...options })).toThrow(message);
  });
});
