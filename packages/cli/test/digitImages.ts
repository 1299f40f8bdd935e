import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { workspace } from './support.ts';

export interface DigitImages {
  readonly perClass: number;
  /** Of each class, so many lie in the folder of the next one. */
  readonly wrongPerClass?: number;
  /** Of each class, so many come before the first that is taken. */
  readonly from?: number;
}

const classCount = 4;

/** Real digits, 0 to 3, as PNG and JPEG files in class folders; names say the truth. @returns the files */
export async function writeDigits(
  root: string,
  { perClass, wrongPerClass = 0, from = 0 }: DigitImages,
): Promise<string[]> {
  const file = join(workspace, 'packages/data/src/datasets/digits/digits.csv.gz');
  const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  const rows = lines.map((line) => line.split(',').map(Number)).filter((row) => row.length > 64 && row.every(Number.isFinite)); // prettier-ignore
  const files: string[] = [];
  for (let label = 0; label < classCount; label++) {
    const images = rows.filter((row) => row.at(-1) === label).slice(from, from + perClass);
    for (const [index, row] of images.entries()) {
      const given = index < wrongPerClass ? (label + 1) % classCount : label;
      const name = `true${String(label)}-${String(index)}.${index % 2 === 0 ? 'png' : 'jpg'}`;
      mkdirSync(join(root, `digit ${String(given)}`), { recursive: true });
      const pixels = Uint8Array.from(row.slice(0, 64), (value) => Math.min(255, value * 16));
      files.push(join(root, `digit ${String(given)}`, name));
      await sharp(pixels, { raw: { height: 8, width: 8, channels: 1 } }).toFile(files.at(-1)!);
    }
  }
  return files;
}
