/** Where bytes lie, in a form that another thread takes; images are found by their places alone. */
export type StoredPixels = Uint8Array | { readonly path: string };

/**
 * The bytes of the image at a place; they may be overwritten by the next call.
 * @throws Error when a file is shorter than that.
 */
export function imageReader(pixels: StoredPixels, imageBytes: number): (place: number) => Uint8Array;
