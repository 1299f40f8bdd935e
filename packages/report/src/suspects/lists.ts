import type { Suspect } from './rank.ts';

/** A suspect in the words of its data set. */
export interface NamedSuspect extends Omit<Suspect, 'givenLabel' | 'suggestedLabel'> {
  /** Below the data set's root; undefined where its images have no files. */
  readonly path: string | undefined;
  readonly givenLabel: string;
  readonly suggestedLabel: string | undefined;
}

/** @param sources the path of each of the data set's training images, where they have some. */
export function nameSuspects(
  suspects: readonly Suspect[],
  classNames: readonly string[],
  sources?: readonly string[],
): NamedSuspect[] {
  const nameOf = (label: number): string => classNames[label] ?? String(label);
  return suspects.map((suspect) => ({
    ...suspect,
    path: sources?.[suspect.index],
    givenLabel: nameOf(suspect.givenLabel),
    suggestedLabel: suspect.suggestedLabel === undefined ? undefined : nameOf(suspect.suggestedLabel),
  }));
}

const heading = ['rank', 'path', 'index', 'given', 'suggested', 'weight', 'loss', 'agreement', 'seeds'];

/** RFC 4180; paths and class names that a spreadsheet would take for a formula are guarded by an apostrophe. */
export function suspectsAsCsv(suspects: readonly NamedSuspect[]): string {
  const lines = suspects.map(({ rank, path, index, givenLabel, suggestedLabel, weight, loss, agreement, seeds }) =>
    [rank, path, index, givenLabel, suggestedLabel, weight, loss, agreement, seeds].map(csvField),
  );
  return [heading, ...lines].map((fields) => `${fields.join(',')}\r\n`).join('');
}

export function suspectsAsJson(suspects: readonly NamedSuspect[]): string {
  return `${JSON.stringify(suspects, null, 1)}\n`;
}

function csvField(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = guarded(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lists of labels are read without this apostrophe, so that every name comes back as it was. */
function guarded(text: string): string {
  return /^'*[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}
