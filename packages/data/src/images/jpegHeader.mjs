const startOfImage = 0xffd8;
const startOfScan = 0xda;
/** Application data that changes what is seen: Exif turns it, ICC profiles and Adobe's mark change its colours. */
const appearanceMarkers = new Set([0xe1, 0xe2, 0xee]);
/** Frames of 8-bit samples in Huffman coding: baseline, extended, progressive. */
const frameMarkers = new Set([0xc0, 0xc1, 0xc2]);

/**
 * What the segments before the first scan say of an image that is YCbCr or grey, 8 bits a sample, without Exif data or a
 * colour profile; undefined for any other, and for what is no JPEG.
 * @param {Uint8Array} bytes
 * @returns {{ height: number, width: number } | undefined}
 */
export function plainJpegSize(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.byteLength < 4 || view.getUint16(0) !== startOfImage) return undefined;
  let size;
  for (let at = 2; at + 4 <= view.byteLength && view.getUint8(at) === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint8(at + 1);
    if (marker === startOfScan) return size;
    if (appearanceMarkers.has(marker)) return undefined;
    if (frameMarkers.has(marker)) size = frameSize(view, at + 4);
  }
  return undefined;
}

/** @param {DataView} view @param {number} at where the frame's fields begin */
function frameSize(view, at) {
  if (at + 6 > view.byteLength) return undefined;
  const [precision, components] = [view.getUint8(at), view.getUint8(at + 5)];
  if (precision !== 8 || (components !== 1 && components !== 3)) return undefined;
  return { height: view.getUint16(at + 1), width: view.getUint16(at + 3) };
}
