import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { suggestion, UserError } from '@ballast/core';

/** Unpacked; the labels of ImageNet take a tenth of it. */
const mostBytes = 2 ** 28;

/** A label as it stands in a file. */
export interface LabelEntry {
  readonly label: string;
  /** The file, and the line or place in it. */
  readonly where: string;
}

/**
 * One column of a CSV or CSV.gz file with a header, by the values of another column. Fields hold no quotes.
 * @throws UserError when the file cannot be read, lacks a column, has an incomplete row or a key twice.
 */
export function readLabelTable(file: string, keyColumn: string, labelColumn: string): Map<string, LabelEntry> {
  const [header = '', ...rows] = readText(file).split(/\r?\n/);
  const names = header.split(',').map((name) => name.trim());
  const keyAt = columnAt(names, keyColumn, file);
  const labelAt = columnAt(names, labelColumn, file);
  const table = new Map<string, LabelEntry>();
  for (const [index, row] of rows.entries()) {
    if (row.trim() === '') continue;
    const where = `${file}:${String(index + 2)}`;
    const fields = row.split(',');
    const [key, label] = [fields[keyAt]?.trim(), fields[labelAt]?.trim()];
    if (key === undefined || label === undefined || fields.length !== names.length) {
      throw new UserError({
        what: `${String(fields.length)} fields where the header has ${String(names.length)}.`,
        where,
      });
    }
    const earlier = table.get(key);
    if (earlier !== undefined) {
      throw new UserError({
        what: `${keyColumn} "${key}" stands already in line ${earlier.where.slice(file.length + 1)}.`,
        where,
      });
    }
    table.set(key, { label, where });
  }
  return table;
}

function columnAt(names: readonly string[], name: string, file: string): number {
  const index = names.indexOf(name);
  if (index !== -1) return index;
  throw new UserError({
    what: `there is no column "${name}".`,
    where: `${file}:1`,
    meant: suggestion(name, names),
  });
}

function readText(file: string): string {
  const bytes = readLabelFile(file);
  return (file.endsWith('.gz') ? explained(file, () => gunzipSync(bytes, { maxOutputLength: mostBytes })) : bytes)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

/** Its bytes as they are stored. @throws UserError when it cannot be read. */
export function readLabelFile(file: string): Buffer {
  return explained(file, () => readFileSync(file));
}

function explained(file: string, read: () => Buffer): Buffer {
  try {
    return read();
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      {
        what: isMissing ? 'there is no such file of labels.' : `the label file cannot be read: ${reason}.`,
        where: `noise.file: ${file}`,
        fix: isMissing ? whereFrom : undefined,
      },
      { cause: error },
    );
  }
}

const whereFrom =
  'Relative paths start from the folder of the suite file. CIFAR-10N and CIFAR-100N are published as CIFAR-10_human.pt and CIFAR-100_human.pt by Wei et al. 2022 (github.com/UCSC-REAL/cifar-10-100n, folder data).';
