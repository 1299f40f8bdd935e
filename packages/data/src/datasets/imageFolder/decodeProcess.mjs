// A process of its own, because the memory that decoding takes goes back to the system only when it ends;
// JavaScript, because it then starts without a TypeScript compiler.
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const imagesAtOnce = 64;
/** Lines in the log for one part. */
const reports = 10;

sharp.cache(false); // no image comes twice
sharp.concurrency(1); // several small images at a time, each on one thread

process.once('disconnect', () => process.exit()); // whoever asked is gone
process.once('message', (job) => {
  decodeAll(job)
    .then(
      (shape) => ({ shape }),
      (error) => ({ error: explanationOf(error) }),
    )
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
async function decodeAll({ folder, files, target, size, expected }) {
  const output = await open(target, 'w');
  try {
    let shape = expected;
    for (let start = 0; start < files.length; start += imagesAtOnce) {
      const paths = files.slice(start, start + imagesAtOnce).map((file) => join(folder, file));
      const decoded = await Promise.all(paths.map((path) => decodeImage(path, size)));
      for (const image of decoded) shape = requireShape(image, shape);
      await output.writeFile(Buffer.concat(decoded.map(({ pixels }) => pixels)));
      reportProgress(start, files.length);
    }
    return shape;
  } finally {
    await output.close();
  }
}

async function decodeImage(path, size) {
  try {
    const image = sharp(path).toColourspace('srgb').removeAlpha();
    const sized = size === undefined ? image : image.resize({ height: size, width: size, fit: 'fill' });
    const { data, info } = await sized.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return { path, pixels: data, shape: { height: info.height, width: info.width, channels: info.channels } };
  } catch (error) {
    throw new ImageError({
      what: `the image cannot be read: ${firstLine(error.message)}.`,
      where: path,
      fix: 'Replace it or remove it.',
    });
  }
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

function reportProgress(start, total) {
  const step = Math.ceil(total / reports / imagesAtOnce) * imagesAtOnce;
  if (start > 0 && start % step === 0) process.send({ report: `decoding: ${start} of ${total} images` });
}

/** An image's explanation, or what the disk said. */
function explanationOf(error) {
  return error instanceof ImageError
    ? { explanation: error.explanation }
    : { message: error.message, code: error.code };
}
