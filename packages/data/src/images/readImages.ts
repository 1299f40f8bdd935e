import { UserError, type ImageShape } from '@ballast/core';
import type { ImageFileOptions } from './options.ts';

/**
 * [files.length, height, width, channels] bytes of image files, brought to a shape as a data set of files brings its
 * own; one channel is the image's luminance.
 * @throws UserError naming the file that cannot be read
 */
export async function readImageFiles(
  files: readonly string[],
  { height, width, channels }: ImageShape,
  { fit, margin }: Pick<ImageFileOptions, 'fit' | 'margin'>,
): Promise<Uint8Array> {
  const { openImage } = await import('./openImage.mjs'); // the decoder is large, and most commands read no image file
  const size = height * width * channels;
  const stored = { height: height + 2 * margin, width: width + 2 * margin };
  const all = new Uint8Array(files.length * size);
  for (const [index, file] of files.entries()) {
    const image = openImage(file, channels === 1 ? 'b-w' : 'srgb');
    try {
      const { info } = await image.clone().raw().toBuffer({ resolveWithObject: true });
      const isStored = info.height === stored.height && info.width === stored.width;
      const sized = isStored ? image : image.resize({ ...stored, fit });
      const middle = margin === 0 ? sized : sized.extract({ left: margin, top: margin, height, width });
      all.set((await middle.raw({ depth: 'uchar' }).toBuffer()).subarray(0, size), index * size);
    } catch (error) {
      const reason = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
      throw new UserError({ what: `the image cannot be read: ${reason}.`, where: file }, { cause: error });
    }
  }
  return all;
}
