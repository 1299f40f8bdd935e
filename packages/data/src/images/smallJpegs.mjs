// A call of sharp costs more than half a millisecond of a core, whatever the image; a JPEG of 32×32 pixels takes this
// decoder a twentieth of that. It is the same decoder (MozJPEG), so that the pixels are the same byte for byte; only in
// an image that was damaged and yet is valid can coefficients overflow, which the two round differently.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import createCodec from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js';
import { plainJpegSize } from './jpegHeader.mjs';

/** Above this many pixels the faster loops of sharp make up for its call. */
const mostPixels = 128 * 128;

/** What the codec makes its result of. */
class DecodedImage {
  constructor(data, width, height) {
    Object.assign(this, { data, width, height });
  }
}

/**
 * A decoder of small JPEG files that nothing can be said against. It gives undefined for any other, also where the
 * codec had a warning: sharp is to decode or refuse those.
 * @returns {Promise<(bytes: Uint8Array) => { pixels: Buffer, shape: import('@ballast/core').ImageShape } | undefined>}
 */
export async function openSmallJpegs() {
  let warned = false;
  const warn = () => {
    warned = true;
  };
  globalThis.ImageData ??= DecodedImage;
  const wasm = fileURLToPath(import.meta.resolve('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'));
  const codec = await createCodec({
    wasmBinary: await readFile(wasm),
    noInitialRun: true,
    print: warn,
    printErr: warn,
  });
  return (bytes) => {
    const size = plainJpegSize(bytes);
    if (size === undefined || size.height * size.width > mostPixels) return undefined;
    warned = false;
    const image = decoded(codec, bytes);
    if (warned || image?.width !== size.width || image.height !== size.height) return undefined;
    return { pixels: withoutAlpha(image.data), shape: { ...size, channels: 3 } };
  };
}

/** The codec throws a number or an object of its own where an image cannot be decoded. */
function decoded(codec, bytes) {
  try {
    return codec.decode(bytes, false);
  } catch {
    return undefined;
  }
}

/** @param {Uint8ClampedArray} rgba */
function withoutAlpha(rgba) {
  const pixels = Buffer.allocUnsafe((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    pixels[to++] = rgba[from];
    pixels[to++] = rgba[from + 1];
    pixels[to++] = rgba[from + 2];
  }
  return pixels;
}
