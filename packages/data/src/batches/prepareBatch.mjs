// JavaScript, because it also runs in a thread, which would have to load a TypeScript compiler of its own.

import { strengthen } from '../augmentation/strong/strengthen.mjs';
import { imageReader } from '../images/imageReader.mjs';

/** Row, column and mirroring of a sample; the same as in placements.ts. */
const placementSize = 3;

/** @type {import('./prepareBatch.mjs').prepareBatch} */
export function prepareBatch(plan, images) {
  const length = images.length / plan.views.length;
  plan.views.forEach((view, index) => {
    prepareView(plan, view, images.subarray(index * length, (index + 1) * length));
  });
}

/**
 * Crops and mirrors; the strong view goes on with the bytes; then the numbers are normalised.
 * @param {import('./prepareBatch.mjs').BatchPlan} plan
 * @param {import('../augmentation/viewPlans.ts').ViewPlan} view
 * @param {Float32Array} images [B, height, width, channels]
 */
function prepareView(plan, { placements, strong }, images) {
  const { shape, margin, indices, paddingMode } = plan;
  const size = shape.height * shape.width * shape.channels;
  const stored = { height: shape.height + 2 * margin, width: shape.width + 2 * margin };
  const sourceOf = paddingMode === 'zero' ? identity : reflect;
  const imageAt = imageReader(plan.pixels, stored.height * stored.width * shape.channels);
  const rows = new Int32Array(shape.height);
  const columns = new Int32Array(shape.width);
  for (let sample = 0; sample < indices.length; sample++) {
    const placement = sample * placementSize;
    const [row, column, mirrored] = placements.subarray(placement, placement + placementSize);
    fillSources(rows, { offset: row + margin, mirrored: false, size: stored.height }, sourceOf);
    fillSources(columns, { offset: column + margin, mirrored: mirrored === 1, size: stored.width }, sourceOf);
    const window = { image: imageAt(indices[sample]), storedWidth: stored.width, shape, rows, columns };
    const target = images.subarray(sample * size, (sample + 1) * size);
    if (strong === undefined) {
      copyImage(window, plan.table, target);
    } else {
      const bytes = new Uint8Array(size);
      copyImage(window, bytesAsTheyAre, bytes);
      normalise(strengthen(bytes, shape, strong, sample), plan, target);
    }
  }
}

/** A normalisation table that changes nothing, for up to four channels. */
const bytesAsTheyAre = Float32Array.from({ length: 4 * 256 }, (_, entry) => entry & 255);

/**
 * @param {Uint8Array} bytes
 * @param {import('./prepareBatch.mjs').BatchPlan} plan
 * @param {Float32Array} target
 */
function normalise(bytes, { table, shape: { channels } }, target) {
  for (let at = 0; at < bytes.length; at++) target[at] = table[((at % channels) << 8) + bytes[at]];
}

/**
 * The stored row (or column) of each target row; −1 where the crop looks past the stored image.
 * @param {Int32Array} sources
 * @param {{ offset: number, mirrored: boolean, size: number }} crop `size` of the stored image
 * @param {(at: number, size: number) => number} sourceOf
 */
function fillSources(sources, { offset, mirrored, size }, sourceOf) {
  for (let at = 0; at < sources.length; at++) {
    const source = sourceOf((mirrored ? sources.length - 1 - at : at) + offset, size);
    sources[at] = source >= 0 && source < size ? source : -1;
  }
}

/** @param {number} at */
function identity(at) {
  return at;
}

/**
 * Mirrors at the edge pixels, which are not repeated.
 * @param {number} at
 * @param {number} size
 */
function reflect(at, size) {
  return at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at;
}

/**
 * @param {{ image: Uint8Array, storedWidth: number, shape: import('@ballast/core').ImageShape, rows: Int32Array, columns: Int32Array }} window
 * @param {Float32Array} table
 * @param {Float32Array | Uint8Array} target one image
 */
function copyImage({ image, storedWidth, shape: { width, channels }, rows, columns }, table, target) {
  let at = 0;
  for (const row of rows) {
    const rowStart = row * storedWidth * channels;
    for (let column = 0; column < width; column++) {
      const inside = row >= 0 && columns[column] >= 0;
      const pixel = rowStart + columns[column] * channels;
      for (let channel = 0; channel < channels; channel++) {
        target[at++] = table[(channel << 8) + (inside ? image[pixel + channel] : 0)];
      }
    }
  }
}
