import sharp from 'sharp';

/** Lies under transparent parts. */
const paper = '#ffffff';

/** @type {import('./openImage.mjs').openImage} */
export function openImage(input, colourspace = 'srgb') {
  return sharp(input, { autoOrient: true }).flatten({ background: paper }).toColourspace(colourspace);
}
