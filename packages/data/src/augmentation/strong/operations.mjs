// JavaScript, because it also runs in the thread that prepares batches.
import { brightness, colour, contrast, sharpness } from './enhancements.mjs';
import { rotate, shearY, translateX, translateY } from './geometry.mjs';
import { autoContrast, equalise, invert, posterise, solarise } from './pointOperations.mjs';

export const operations = {
  invert,
  posterise,
  solarise,
  autoContrast,
  equalise,
  brightness,
  contrast,
  colour,
  sharpness,
  translateX,
  translateY,
  shearY,
  rotate,
};

export const operationNames = Object.keys(operations);

/** @type {import('./operations.mjs').cutOut} */
export function cutOut(pixels, { height, width, channels }, [row, column], size, fill) {
  const half = Math.floor(size / 2);
  const [top, left] = [Math.max(row - half, 0), Math.max(column - half, 0)];
  const [bottom, right] = [Math.min(row - half + size, height), Math.min(column - half + size, width)];
  for (let line = top; line < bottom; line++) {
    pixels.fill(fill, (line * width + left) * channels, (line * width + right) * channels);
  }
}
