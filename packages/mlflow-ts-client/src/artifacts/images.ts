import { MlflowInputError } from '../errors.ts';

/** The run tag without which the interface never asks for images. */
export const LOGGED_IMAGES_TAG = 'mlflow.loggedImages';

/** What an image of a series is named by. */
export interface SteppedImage {
  /** The series: images of one key share a slider. `/` groups. */
  readonly key: string;
  readonly step: number;
  /** Whole milliseconds since 1970. */
  readonly timestamp: number;
  readonly id: string;
}

/**
 * The two files by which the interface knows an image of a series: itself, and its thumbnail.
 * @throws MlflowInputError for keys that it would misread.
 */
export function steppedImagePaths(
  image: SteppedImage,
  thumbnail: 'png' | 'webp',
): { image: string; thumbnail: string } {
  const { key, step, timestamp, id } = image;
  if (key === '' || /[%+~#]/.test(key)) {
    throw new MlflowInputError(`The image key ${JSON.stringify(key)} must not be empty or hold % + ~ or #.`);
  }
  const name = `images/${key.replaceAll('/', '~')}+step+${String(step)}+timestamp+${String(timestamp)}+${id}`;
  return { image: `${name}.png`, thumbnail: `${name}+compressed.${thumbnail}` };
}

/** Whether a file would make the interface lose all images of its run: it parses every name right below `images/`. */
export function breaksImageGrid(path: string): boolean {
  return (
    /^images\/[^/]*$/.test(path) &&
    !/^images\/[^/+]+\+step\+-?\d+\+timestamp\+\d+\+[^/+]+(\+compressed)?\.\w+$/.test(path)
  );
}
