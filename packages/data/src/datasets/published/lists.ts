import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { explainDiskError, UserError } from '@ballast/core';

/** A line of a list file and where it stands. */
export interface ListLine {
  /** Between white space. */
  readonly fields: readonly string[];
  /** `FILE:LINE` */
  readonly where: string;
}

/** The lines of a list that are not empty, read in a stream; the first `header` lines are left out. @throws UserError */
export async function* listLines(file: string, { header = 0 } = {}): AsyncGenerator<ListLine, void> {
  const input = createReadStream(file, 'utf8');
  try {
    let number = 0;
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      number++;
      const text = line.trim();
      if (number > header && text !== '') yield { fields: text.split(/\s+/), where: `${file}:${String(number)}` };
    }
  } catch (error) {
    throw explainDiskError(error, file);
  } finally {
    input.destroy();
  }
}

/** Paths with their labels, in the order of the list. */
export interface LabelledPaths {
  readonly files: readonly string[];
  /** [files.length] */
  readonly labels: Int32Array;
}

/**
 * A list of lines `PATH LABEL`.
 * @param keep which labels are taken
 * @throws UserError naming the line that is no such pair, or whose label is no class
 */
export async function readLabelledPaths(
  file: string,
  classCount: number,
  keep: (label: number) => boolean = () => true,
): Promise<LabelledPaths> {
  const files: string[] = [];
  const labels: number[] = [];
  for await (const line of listLines(file)) {
    const { path, label } = labelledPath(line, classCount);
    if (!keep(label)) continue;
    files.push(path);
    labels.push(label);
  }
  return { files, labels: Int32Array.from(labels) };
}

/** The labels of a list of lines `PATH LABEL`, by path. @throws UserError like `readLabelledPaths`. */
export async function readLabelTable(file: string, classCount: number): Promise<Map<string, number>> {
  const { files, labels } = await readLabelledPaths(file, classCount);
  return new Map(files.map((path, index) => [path, labels[index] as number]));
}

/** The first field of each line. */
export async function readNames(file: string, options?: { readonly header: number }): Promise<string[]> {
  const names: string[] = [];
  for await (const { fields } of listLines(file, options)) names.push(fields[0] as string);
  return names;
}

function labelledPath({ fields, where }: ListLine, classCount: number): { path: string; label: number } {
  const [path, label] = fields;
  if (path === undefined || label === undefined || fields.length !== 2) {
    throw new UserError({ what: 'a line is a path and a label with a space between.', where });
  }
  if (!/^\d+$/.test(label) || Number(label) >= classCount) {
    throw new UserError({ what: `"${label}" is no label.`, where, meant: `0 to ${String(classCount - 1)}.` });
  }
  return { path, label: Number(label) };
}

/** The label of each path. @throws UserError naming a path that the table lacks. */
export function labelsOf(paths: readonly string[], table: ReadonlyMap<string, number>, file: string): Int32Array {
  return Int32Array.from(paths, (path) => {
    const label = table.get(path);
    if (label !== undefined) return label;
    throw new UserError({ what: `no line has the label of "${path}".`, where: file });
  });
}
