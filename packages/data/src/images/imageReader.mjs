// JavaScript, because it also runs in a thread, which would have to load a TypeScript compiler of its own.
import { openSync, readSync } from 'node:fs';

/** Files stay open: a data set has one or two, and batches of them take turns. */
const descriptors = new Map();

/** @type {import('./imageReader.mjs').imageReader} */
export function imageReader(pixels, imageBytes) {
  if (pixels instanceof Uint8Array) {
    return (place) => pixels.subarray(place * imageBytes, (place + 1) * imageBytes);
  }
  const descriptor = descriptorOf(pixels.path);
  const image = new Uint8Array(imageBytes);
  return (place) => {
    const read = readSync(descriptor, image, 0, imageBytes, place * imageBytes);
    if (read !== imageBytes) throw new Error(`${pixels.path} is cut off at image ${place}.`);
    return image;
  };
}

function descriptorOf(path) {
  const known = descriptors.get(path);
  if (known !== undefined) return known;
  const opened = openSync(path);
  descriptors.set(path, opened);
  return opened;
}
