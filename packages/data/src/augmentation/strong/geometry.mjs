// Affine maps: each target pixel takes the nearest source pixel of its centre, or `fill` outside of the image.

/** @typedef {import('./operations.mjs').Operation} Operation */

/** @type {Operation} `magnitude` is a fraction of the width. */
export function translateX(pixels, shape, magnitude, fill) {
  return transform(pixels, shape, fill, (x, y) => [x + magnitude * shape.width, y]);
}

/** @type {Operation} `magnitude` is a fraction of the height. */
export function translateY(pixels, shape, magnitude, fill) {
  return transform(pixels, shape, fill, (x, y) => [x, y + magnitude * shape.height]);
}

/** @type {Operation} Columns slide by `magnitude` pixels a pixel, the first one not at all. */
export function shearY(pixels, shape, magnitude, fill) {
  return transform(pixels, shape, fill, (x, y) => [x, y + magnitude * x]);
}

/** @type {Operation} By `magnitude` degrees, counter-clockwise about the image's centre. */
export function rotate(pixels, shape, magnitude, fill) {
  const angle = (-magnitude * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const [centreX, centreY] = [shape.width / 2, shape.height / 2];
  return transform(pixels, shape, fill, (x, y) => [
    cosine * (x - centreX) + sine * (y - centreY) + centreX,
    -sine * (x - centreX) + cosine * (y - centreY) + centreY,
  ]);
}

/**
 * @param {Uint8Array} pixels
 * @param {import('@ballast/core').ImageShape} shape
 * @param {number} fill
 * @param {(x: number, y: number) => [number, number]} sourceOf from a point of the target, in pixels
 */
function transform(pixels, { height, width, channels }, fill, sourceOf) {
  const moved = new Uint8Array(pixels.length).fill(fill);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [x, y] = sourceOf(column + 0.5, row + 0.5).map(Math.floor);
      if (x < 0 || x >= width || y < 0 || y >= height) continue;
      const source = (y * width + x) * channels;
      moved.set(pixels.subarray(source, source + channels), (row * width + column) * channels);
    }
  }
  return moved;
}
