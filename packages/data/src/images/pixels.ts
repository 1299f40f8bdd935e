import type { ImageDataset, ImageShape, Pixels } from '@ballast/core';
import { sharedBytes } from '../files/sharedBytes.ts';
import { pick } from '../task/classes.ts';
import { imageReader, type StoredPixels } from './imageReader.mjs';

/** The shape in which images are stored, their margin included. */
export function storedShape({ imageShape, margin = 0 }: Pick<ImageDataset, 'imageShape' | 'margin'>): ImageShape {
  return withoutMargin(imageShape, -margin);
}

export function withoutMargin({ height, width, channels }: ImageShape, margin: number): ImageShape {
  return { height: height - 2 * margin, width: width - 2 * margin, channels };
}

/** Bytes of one image. */
export function imageBytes({ height, width, channels }: ImageShape): number {
  return height * width * channels;
}

/** Images by where they are stored. */
export function storedPixels(pixels: Pixels, indices: Int32Array): { pixels: StoredPixels; indices: Int32Array } {
  if (pixels instanceof Uint8Array) return { pixels, indices };
  const { path, places } = pixels;
  return { pixels: { path }, indices: places === undefined ? indices : pick(places, indices) };
}

/** [indices.length, height, width, channels] in shared memory. */
export function readImages(pixels: Pixels, indices: Int32Array, shape: ImageShape): Uint8Array {
  const length = imageBytes(shape);
  const stored = storedPixels(pixels, indices);
  const imageAt = imageReader(stored.pixels, length);
  const images = sharedBytes(indices.length * length);
  stored.indices.forEach((place, at) => {
    images.set(imageAt(place), at * length);
  });
  return images;
}

/** Some of the images: copied in memory, pointed at in a file. */
export function selectPixels(pixels: Pixels, indices: Int32Array, shape: ImageShape): Pixels {
  if (pixels instanceof Uint8Array) return readImages(pixels, indices, shape);
  return { path: pixels.path, places: storedPixels(pixels, indices).indices };
}
