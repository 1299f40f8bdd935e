// What changes every byte by itself, through a table of 256 entries.

/** @typedef {import('./operations.mjs').Operation} Operation */

/** @type {Operation} v ↦ 255 − v */
export function invert(pixels) {
  return pixels.map((value) => 255 - value);
}

/** @type {Operation} Keeps the highest `magnitude` bits of every byte. */
export function posterise(pixels, _shape, magnitude) {
  const mask = 256 - 2 ** (8 - magnitude);
  return pixels.map((value) => value & mask);
}

/** @type {Operation} Inverts the bytes from `magnitude` on. */
export function solarise(pixels, _shape, magnitude) {
  return pixels.map((value) => (value < magnitude ? value : 255 - value));
}

/** @type {Operation} By channel, the line through (darkest, 0) and (brightest, 255), cut off to whole numbers. */
export function autoContrast(pixels, { channels }) {
  return byChannel(pixels, channels, (histogram) => {
    const darkest = histogram.findIndex((count) => count > 0);
    const brightest = histogram.findLastIndex((count) => count > 0);
    if (brightest <= darkest) return (value) => value;
    return (value) => Math.trunc(((value - darkest) * 255) / (brightest - darkest));
  });
}

/**
 * @type {Operation} By channel, v ↦ how many of 255 equal steps the pixels below v fill; a step is (pixels − those
 * of the brightest value) div 255, and counting starts half a step ahead.
 */
export function equalise(pixels, { channels }) {
  return byChannel(pixels, channels, (histogram) => {
    const brightest = histogram.findLastIndex((count) => count > 0);
    const total = histogram.reduce((sum, count) => sum + count, 0);
    const step = Math.floor((total - histogram[brightest]) / 255);
    if (step === 0) return (value) => value;
    let below = Math.floor(step / 2);
    const table = Array.from(histogram, (count) => {
      const filled = Math.floor(below / step);
      below += count;
      return Math.min(filled, 255);
    });
    return (value) => table[value];
  });
}

/**
 * @param {Uint8Array} pixels
 * @param {number} channels
 * @param {(histogram: Int32Array) => (value: number) => number} mappingOf
 */
function byChannel(pixels, channels, mappingOf) {
  const mapped = new Uint8Array(pixels.length);
  for (let channel = 0; channel < channels; channel++) {
    const histogram = new Int32Array(256);
    for (let at = channel; at < pixels.length; at += channels) histogram[pixels[at]]++;
    const mapping = mappingOf(histogram);
    for (let at = channel; at < pixels.length; at += channels) mapped[at] = mapping(pixels[at]);
  }
  return mapped;
}
