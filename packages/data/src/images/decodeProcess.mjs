// A process of its own, because the memory that decoding takes goes back to the system only when it ends;
// JavaScript, because it then starts without a TypeScript compiler.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import sharp from 'sharp';
import { openImage } from './openImage.mjs';
import { openSmallJpegs } from './smallJpegs.mjs';

const mostImagesAtOnce = 64;
/** Decoded, of the images that are under way at once. */
const mostBytesAtOnce = 2 ** 25;
/** Larger files are left to sharp, which reads them in a stream. */
const smallFileBytes = 2 ** 17;
/** Lines in the log for one part. */
const reports = 10;

sharp.cache(false); // no image comes twice
sharp.concurrency(1); // several small images at a time, each on one thread

process.once('disconnect', () => process.exit()); // whoever asked is gone
process.once('message', (job) => {
  decodeAll(job)
    .catch((error) => ({ error: explanationOf(error) }))
    .then((reply) => process.send(reply, () => process.disconnect()));
});

/** What is wrong with one image. */
class ImageError extends Error {
  constructor(explanation) {
    super(explanation.what);
    this.explanation = explanation;
  }
}

/** @param {import('./decode.ts').DecodingJob} job */
async function decodeAll({ folder, files, target, size, fit, expected, mostBroken }) {
  const decode = imageDecoder(size, fit, await openSmallJpegs());
  const output = await open(target, 'w');
  const progress = progressReporter(files.length);
  const broken = [];
  let shape = expected;
  try {
    for (let start = 0; start < files.length;) {
      const end = Math.min(start + imagesAtOnce(shape), files.length);
      const results = await Promise.all(files.slice(start, end).map((file) => decode(resolve(folder, file))));
      for (const [index, { error }] of results.entries()) {
        if (error === undefined) continue;
        broken.push({ index: start + index, reason: error.message });
        if (broken.length > mostBroken) throw tooManyBroken(error, broken.length, files.length);
      }
      const decoded = results.filter(({ error }) => error === undefined);
      for (const image of decoded) shape = requireShape(image, shape);
      await output.writeFile(Buffer.concat(decoded.map(({ pixels }) => pixels)));
      progress((start = end));
    }
  } finally {
    await output.close();
  }
  return { shape, broken };
}

/** One while nobody knows how large images are. */
function imagesAtOnce(shape) {
  if (shape === undefined) return 1;
  const bytes = shape.height * shape.width * shape.channels;
  return Math.max(1, Math.min(mostImagesAtOnce, Math.floor(mostBytesAtOnce / bytes)));
}

function imageDecoder(size, fit, smallJpeg) {
  return async (path) => {
    try {
      const bytes = smallFile(path);
      const small = bytes && smallJpeg(bytes);
      const asItIs = size === undefined || (small?.shape.height === size && small.shape.width === size);
      return { path, ...(small && asItIs ? small : await decodeBySharp(bytes ?? path, size, fit)) };
    } catch (error) {
      return { path, error: unreadable(path, error) };
    }
  };
}

/** The bytes of a small file. */
function smallFile(path) {
  const descriptor = openSync(path);
  try {
    const { size } = fstatSync(descriptor);
    if (size > smallFileBytes) return undefined;
    const bytes = Buffer.allocUnsafe(size);
    return bytes.subarray(0, readSync(descriptor, bytes));
  } finally {
    closeSync(descriptor);
  }
}

async function decodeBySharp(input, size, fit) {
  const image = openImage(input);
  const sized = size === undefined ? image : image.resize({ height: size, width: size, fit });
  const { data, info } = await sized.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { pixels: data, shape: { height: info.height, width: info.width, channels: info.channels } };
}

function unreadable(path, error) {
  return new ImageError({
    what: `the image cannot be read: ${firstLine(error.message)}.`,
    where: path,
    fix: 'Replace it or remove it, or allow a share of `brokenImages`.',
  });
}

/** The first broken image where none is allowed. */
function tooManyBroken(error, count, total) {
  if (count === 1) return error;
  return new ImageError({
    ...error.explanation,
    what: `${count} of ${total} images cannot be read, more than \`brokenImages\` allows; the last: ${error.message}`,
  });
}

/** The decoder repeats itself, a line for each attempt. */
function firstLine(message) {
  return message.split('\n', 1)[0];
}

function requireShape({ path, shape }, expected = shape) {
  if (describe(shape) === describe(expected)) return shape;
  throw new ImageError({
    what: `the image has ${describe(shape)} pixels, those before it ${describe(expected)}.`,
    where: path,
    fix: 'The option `imageSize` brings all images to one size.',
  });
}

function describe({ height, width }) {
  return `${width}×${height}`;
}

/** Reports every tenth of many images. */
function progressReporter(total) {
  let reported = 0;
  return (done) => {
    const tenth = Math.floor((reports * done) / total);
    if (tenth > reported && done >= mostImagesAtOnce && done < total)
      process.send({ report: `decoding: ${done} of ${total} images` });
    reported = tenth;
  };
}

/** An image's explanation, or what the disk said. */
function explanationOf(error) {
  return error instanceof ImageError
    ? { explanation: error.explanation }
    : { message: error.message, code: error.code };
}
