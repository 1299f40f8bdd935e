import type { Sharp } from 'sharp';

/**
 * An image as a person sees it: turned as its Exif data say, transparent parts on white, of an animation the first
 * picture; in sRGB, or as luminance.
 * @param input the file's bytes, or its path
 */
export function openImage(input: Uint8Array | string, colourspace?: 'srgb' | 'b-w'): Sharp;
