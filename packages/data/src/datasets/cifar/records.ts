import { statSync } from 'node:fs';
import { UserError, type LabelledImages } from '@ballast/core';
import { fileChunks } from '../../files/fileChunks.ts';
import { sharedBytes } from '../../files/sharedBytes.ts';

export const imageShape = { height: 32, width: 32, channels: 3 };
const planeSize = 32 * 32;
const imageBytes = 3 * planeSize;
const recordsAtOnce = 1000;

/**
 * The images of CIFAR files in their binary form: records of `labelBytes` labels, the last of which counts, and
 * 1,024 bytes each of red, green and blue.
 * @throws UserError when a file is cut off or holds a label that is no class.
 */
export function readRecords(files: readonly string[], labelBytes: number, classCount: number): LabelledImages {
  const recordBytes = labelBytes + imageBytes;
  const counts = files.map((file) => recordCount(file, recordBytes));
  const count = counts.reduce((sum, ofFile) => sum + ofFile, 0);
  const pixels = sharedBytes(count * imageBytes);
  const trueLabels = new Int32Array(count);
  let image = 0;
  for (const file of files) {
    for (const record of recordsOf(file, recordBytes)) {
      const label = record[labelBytes - 1] as number;
      if (label >= classCount) throw damaged(file, `holds the label ${String(label)}`);
      trueLabels[image] = label;
      interleave(record.subarray(labelBytes), pixels, image * imageBytes);
      image++;
    }
  }
  return { count, pixels, trueLabels };
}

function recordCount(file: string, recordBytes: number): number {
  const count = statSync(file).size / recordBytes;
  if (!Number.isInteger(count) || count === 0) {
    throw damaged(file, `is no whole number of records of ${String(recordBytes)} bytes`);
  }
  return count;
}

/** A few records at a time, so that a file is never in memory as a whole. */
function* recordsOf(file: string, recordBytes: number): Generator<Uint8Array> {
  for (const chunk of fileChunks(file, recordsAtOnce * recordBytes)) {
    for (let start = 0; start < chunk.length; start += recordBytes) yield chunk.subarray(start, start + recordBytes);
  }
}

function interleave(planes: Uint8Array, pixels: Uint8Array, offset: number): void {
  for (let pixel = 0, at = offset; pixel < planeSize; pixel++) {
    pixels[at++] = planes[pixel] as number;
    pixels[at++] = planes[planeSize + pixel] as number;
    pixels[at++] = planes[2 * planeSize + pixel] as number;
  }
}

function damaged(file: string, how: string): UserError {
  return new UserError({
    what: `the file is damaged: it ${how}.`,
    where: file,
    fix: 'Delete its folder and try again.',
  });
}
