// JavaScript, because it also runs in a thread, which would have to load a TypeScript compiler of its own.

/** Row, column and mirroring of a sample; the same as in placements.ts. */
const placementSize = 3;

/** @type {import('./prepareBatch.mjs').prepareBatch} */
export function prepareBatch(plan, images) {
  const { shape, indices, placements, paddingMode } = plan;
  const size = shape.height * shape.width * shape.channels;
  const sourceOf = paddingMode === 'zero' ? identity : reflect;
  const rows = new Int32Array(shape.height);
  const columns = new Int32Array(shape.width);
  for (let sample = 0; sample < indices.length; sample++) {
    const placement = sample * placementSize;
    fillSources(rows, placements[placement], false, sourceOf);
    fillSources(columns, placements[placement + 1], placements[placement + 2] === 1, sourceOf);
    copyImage(plan, indices[sample] * size, rows, columns, images, sample * size);
  }
}

/**
 * The source row (or column) of each target row; −1 where the crop looks past the image.
 * @param {Int32Array} sources
 * @param {number} offset
 * @param {boolean} mirrored
 * @param {(at: number, size: number) => number} sourceOf
 */
function fillSources(sources, offset, mirrored, sourceOf) {
  const size = sources.length;
  for (let at = 0; at < size; at++) {
    const source = sourceOf((mirrored ? size - 1 - at : at) + offset, size);
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
 * @param {import('./prepareBatch.mjs').BatchPlan} plan
 * @param {number} source the image's first byte
 * @param {Int32Array} rows
 * @param {Int32Array} columns
 * @param {Float32Array} images
 * @param {number} target the image's first number
 */
function copyImage({ pixels, table, shape: { width, channels } }, source, rows, columns, images, target) {
  let at = target;
  for (const row of rows) {
    const rowStart = source + row * width * channels;
    for (let column = 0; column < width; column++) {
      const inside = row >= 0 && columns[column] >= 0;
      const pixel = rowStart + columns[column] * channels;
      for (let channel = 0; channel < channels; channel++) {
        images[at++] = table[(channel << 8) + (inside ? pixels[pixel + channel] : 0)];
      }
    }
  }
}
