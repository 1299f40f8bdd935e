// Blends of an image with one that lacks what is to be enhanced: v ↦ d + (1 + magnitude)·(v − d), cut off to a byte.

/** @typedef {import('./operations.mjs').Operation} Operation */

/** @type {Operation} Against black. */
export function brightness(pixels, _shape, magnitude) {
  return blend(pixels, magnitude, () => 0);
}

/** @type {Operation} Against the mean of the image's luminance, rounded. */
export function contrast(pixels, { channels }, magnitude) {
  let sum = 0;
  for (let at = 0; at < pixels.length; at += channels) sum += luminance(pixels, at, channels);
  const mean = Math.trunc((sum * channels) / pixels.length + 0.5);
  return blend(pixels, magnitude, () => mean);
}

/** @type {Operation} Against the image in grey. */
export function colour(pixels, { channels }, magnitude) {
  return blend(pixels, magnitude, (at) => luminance(pixels, at - (at % channels), channels));
}

/** @type {Operation} Against the image smoothed with the kernel 1 1 1, 1 5 1, 1 1 1 over 13; its border stays as it is. */
export function sharpness(pixels, { height, width, channels }, magnitude) {
  const row = width * channels;
  return blend(pixels, magnitude, (at) => {
    const column = Math.floor((at % row) / channels);
    if (at < row || at >= (height - 1) * row || column === 0 || column === width - 1) return pixels[at];
    let sum = 4 * pixels[at];
    for (const line of [at - row, at, at + row]) {
      sum += pixels[line - channels] + pixels[line] + pixels[line + channels];
    }
    return Math.floor(sum / 13 + 0.5);
  });
}

/**
 * In single precision, so that 1.9 · 10 is 19.
 * @param {Uint8Array} pixels
 * @param {number} magnitude
 * @param {(at: number) => number} degenerate the byte of the other image at that place
 */
function blend(pixels, magnitude, degenerate) {
  const factor = Math.fround(1 + magnitude);
  const blended = new Uint8ClampedArray(pixels.length);
  for (let at = 0; at < pixels.length; at++) {
    const from = degenerate(at);
    blended[at] = Math.trunc(Math.fround(from + factor * (pixels[at] - from)));
  }
  return new Uint8Array(blended.buffer);
}

/**
 * ITU-R 601 luma of a pixel, in 16-bit fixed point; a grey image is its own.
 * @param {Uint8Array} pixels
 * @param {number} at the pixel's first byte
 * @param {number} channels
 */
function luminance(pixels, at, channels) {
  if (channels !== 3) return pixels[at];
  return (19595 * pixels[at] + 38470 * pixels[at + 1] + 7471 * pixels[at + 2] + 0x8000) >> 16;
}
