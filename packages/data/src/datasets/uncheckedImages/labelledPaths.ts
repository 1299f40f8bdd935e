import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { suggestion, UserError } from '@ballast/core';
import { readCsv } from '../../files/csv.ts';
import { listImages } from '../imageFolder/listing.ts';

/** Image files with the labels that somebody gave them. */
export interface LabelledPaths {
  /** What the paths start from. */
  readonly folder: string;
  readonly files: readonly string[];
  /** The name of each file's class. */
  readonly labels: readonly string[];
  /** What else lies there. */
  readonly others?: readonly string[] | undefined;
}

/**
 * What a folder of class folders or a CSV (`path`, `label`; paths from the CSV's folder) says.
 * @throws UserError naming file and line of what does not fit.
 */
export async function readLabelledImages(source: string): Promise<LabelledPaths> {
  if (statSync(source, { throwIfNoEntry: false })?.isDirectory() !== true) return readLabelList(source);
  const { labels, classNames, ...listed } = await listImages(source);
  return { ...listed, labels: Array.from(labels, (label) => classNames[label] as string) };
}

function readLabelList(file: string): LabelledPaths {
  const labels = readLabels(file);
  return { folder: dirname(file), files: [...labels.keys()], labels: [...labels.values()].map(({ label }) => label) };
}

/** A label and where it was written. */
export interface WrittenLabel {
  readonly label: string;
  readonly where: string;
}

/**
 * Labels by path, of a CSV with the columns `path` and `label`; rows without a label are left out.
 * @throws UserError for a path that has two.
 */
export function readLabels(file: string): Map<string, WrittenLabel> {
  const labels = new Map<string, WrittenLabel>();
  for (const { path, label, where } of rowsOf(file)) {
    if (label === '') continue;
    const earlier = labels.get(path);
    if (earlier !== undefined) throw new UserError({ what: `"${path}" stands here a second time; first in ${earlier.where}.`, where }); // prettier-ignore
    labels.set(path, { label, where });
  }
  return labels;
}

/** The paths of a list of marks that a person called wrong without another label: images of none of the classes. */
export function readMisfits(file: string): Map<string, Pick<WrittenLabel, 'where'>> {
  const rows = rowsOf(file).filter(({ label, mark }) => label === '' && mark === 'wrong');
  return new Map(rows.map(({ path, where }) => [path, { where }]));
}

function rowsOf(file: string) {
  return readCsv(file, ['path', 'label']).map(({ values, where }) => {
    return { path: unguarded(values['path']), label: unguarded(values['label']), mark: values['mark'], where };
  });
}

/** Lists made by Ballast keep spreadsheets from taking a name for a formula with an apostrophe before it. */
function unguarded(text = ''): string {
  return /^'+[=+\-@\t\r\n]/.test(text) ? text.slice(1) : text;
}

/** The class of a written label. @throws UserError with the nearest class. */
export function classOf({ label, where }: WrittenLabel, classNames: readonly string[]): number {
  const found = classNames.indexOf(label);
  if (found !== -1) return found;
  throw new UserError({ what: `"${label}" is no class of the images.`, where, meant: suggestion(label, classNames) });
}
