import type { ImageShape, Pixels } from '@ballast/core';
import { readImages } from './pixels.ts';

/** Of the longer side; smaller images stay as they are. */
const mostPixels = 96;

/** One image as a data URL of a WebP file, for a page of its own. */
export async function thumbnail(pixels: Pixels, index: number, shape: ImageShape): Promise<string> {
  const { default: sharp } = await import('sharp'); // large, and most commands draw no image
  const { height, width, channels } = shape;
  const bytes = readImages(pixels, Int32Array.of(index), shape);
  const image = sharp(bytes, { raw: { height, width, channels: channels as 1 | 3 } })
    .resize({ height: mostPixels, width: mostPixels, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 90, effort: 0 });
  return `data:image/webp;base64,${(await image.toBuffer()).toString('base64')}`;
}
