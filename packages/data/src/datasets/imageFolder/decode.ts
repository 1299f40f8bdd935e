import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError, type ImageShape } from '@ballast/core';
import type { ImageListing } from './listing.ts';

const imagesAtOnce = 64;
/** Lines in the log for one part. */
const reports = 10;

/** Colour images; without a size they keep the one they have. */
export interface DecodingSize {
  readonly height?: number | undefined;
  readonly width?: number | undefined;
}

/**
 * Decodes all images of a listing, 8-bit RGB, into one file of [count, height, width, 3] bytes.
 * @param expected the shape that all must have; that of the first image where it is left out
 * @returns their common shape
 * @throws UserError naming the first file that cannot be decoded or has another size than those before it.
 */
export async function decodeImages(
  { folder, files }: ImageListing,
  target: string,
  size: DecodingSize,
  report: (message: string) => void,
  expected?: ImageShape,
): Promise<ImageShape> {
  const output = await open(target, 'w');
  try {
    let shape = expected;
    for (let start = 0; start < files.length; start += imagesAtOnce) {
      const paths = files.slice(start, start + imagesAtOnce).map((file) => join(folder, file));
      const decoded = await Promise.all(paths.map((path) => decodeImage(path, size)));
      for (const image of decoded) shape = requireShape(image, shape);
      await output.writeFile(Buffer.concat(decoded.map(({ pixels }) => pixels)));
      reportProgress(start, files.length, report);
    }
    return shape as ImageShape; // a listing has images
  } finally {
    await output.close();
  }
}

interface DecodedImage {
  readonly path: string;
  readonly pixels: Buffer;
  readonly shape: ImageShape;
}

async function decodeImage(path: string, { height, width }: DecodingSize): Promise<DecodedImage> {
  const sharp = await decoder();
  try {
    const image = sharp(path).toColourspace('srgb').removeAlpha();
    const sized = height === undefined ? image : image.resize({ height, width, fit: 'fill' });
    const { data, info } = await sized.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return { path, pixels: data, shape: { height: info.height, width: info.width, channels: info.channels } };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      { what: `the image cannot be read: ${reason}.`, where: path, fix: 'Replace it or remove it.' },
      { cause: error },
    );
  }
}

/** Loaded when it is needed: images that are decoded already do without its memory. */
async function decoder(): Promise<(typeof import('sharp'))['default']> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false); // no image comes twice
  sharp.concurrency(1); // several small images at a time, each on one thread
  return sharp;
}

function requireShape({ path, shape }: DecodedImage, expected: ImageShape | undefined): ImageShape {
  if (expected === undefined || describe(shape) === describe(expected)) return shape;
  throw new UserError({
    what: `the image has ${describe(shape)} pixels, those before it ${describe(expected)}.`,
    where: path,
    fix: 'The option `imageSize` brings all images to one size.',
  });
}

function describe({ height, width }: ImageShape): string {
  return `${String(width)}×${String(height)}`;
}

function reportProgress(start: number, total: number, report: (message: string) => void): void {
  const step = Math.ceil(total / reports / imagesAtOnce) * imagesAtOnce;
  if (start > 0 && start % step === 0) report(`decoding: ${String(start)} of ${String(total)} images`);
}
