import type { ImageShape } from '@ballast/core';

/** [height, width, 3] bytes of a JPEG file; undefined where it is for sharp to decode or refuse it. */
export type SmallJpegDecoder = (
  bytes: Uint8Array,
) => { readonly pixels: Uint8Array; readonly shape: ImageShape } | undefined;

/** A decoder of small JPEG files that nothing can be said against, byte for byte as sharp decodes them. */
export function openSmallJpegs(): Promise<SmallJpegDecoder>;
