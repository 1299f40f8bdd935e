import { countLabels, createRandom, UserError } from '@ballast/core';
import type { LabelledFileParts } from '../../images/loadImageFiles.ts';
import { drawPerClass, pick, without } from '../../task/classes.ts';
import { classOf, type LabelledPaths, type WrittenLabel } from './labelledPaths.ts';

const unknown = -1;

export interface UncheckedParts {
  readonly images: LabelledPaths;
  /** Labels that somebody vouches for, by path. */
  readonly trusted: ReadonlyMap<string, WrittenLabel>;
  /** Images, by path, of none of the classes: nobody learns from them. */
  readonly misfits: ReadonlyMap<string, Pick<WrittenLabel, 'where'>>;
  /** Images whose labels are right; undefined where there are none. */
  readonly test: LabelledPaths | undefined;
  /** Share of each class that becomes the test part where there is no other. */
  readonly testFraction: number;
}

/**
 * A train part whose truth is known of the trusted images alone, and a test part.
 * A trusted label also takes the place of the given one, and a misfit's label is gone: nobody has to learn from a
 * mistake that was found.
 * @throws UserError for a trusted path or label that the images lack, and for fewer than two classes.
 */
export function uncheckedParts({ images, trusted, misfits, test, testFraction }: UncheckedParts): LabelledFileParts {
  const { folder, files, others } = images;
  const classNames = [...new Set(images.labels)].sort();
  requireTwo(classNames, folder);
  const given = labelsOf(images.labels, classNames);
  const checked = trustedLabels(files, trusted, classNames);
  const gone = placesOf(files, misfits);
  const learned = given.map((label, at) => {
    const known = checked[at] as number;
    return gone.has(at) || known !== unknown ? known : label;
  });
  const isFree = (at: number): boolean => checked[at] === unknown && !gone.has(at);
  const held = test === undefined ? heldOut(given, testFraction, classNames.length).filter(isFree) : new Int32Array(0);
  const kept = without(Int32Array.from(files.keys()), held);
  const part = (positions: Int32Array) => ({ folder, files: Array.from(positions, (at) => files[at] as string) });
  const known = pick(checked, kept);
  return {
    classNames,
    train: { ...part(kept), others, givenLabels: pick(learned, kept), trueLabels: known.some((label) => label !== unknown) ? known : undefined }, // prettier-ignore
    test: test === undefined ? { ...part(held), trueLabels: undefined, givenLabels: pick(learned, held) } : checkedPart(test, classNames), // prettier-ignore
  };
}

/** The same images whatever the seed of a cell and whatever was found out since; never all of a class. */
function heldOut(given: Int32Array, fraction: number, classCount: number): Int32Array {
  const counts = countLabels(given, classCount).map((count) =>
    Math.min(count - 1, Math.max(1, Math.round(fraction * count))),
  );
  return drawPerClass(given, counts, createRandom('unchecked-images').split('test'));
}

/** [files.length] −1 where nobody vouches for a label. */
function trustedLabels(
  files: readonly string[],
  trusted: ReadonlyMap<string, WrittenLabel>,
  classNames: readonly string[],
): Int32Array {
  const labels = new Int32Array(files.length).fill(unknown);
  for (const [place, written] of placesOf(files, trusted)) labels[place] = classOf(written, classNames);
  return labels;
}

/** By the place of each among the files. @throws UserError for a path that is none of them. */
function placesOf<T extends Pick<WrittenLabel, 'where'>>(
  files: readonly string[],
  written: ReadonlyMap<string, T>,
): Map<number, T> {
  const places = new Map(written.size === 0 ? [] : files.map((file, index) => [file, index]));
  return new Map(
    Array.from(written, ([path, value]) => {
      const place = places.get(path);
      if (place !== undefined) return [place, value];
      const fix = 'Paths are those of the images: from the folder of class folders, or as the CSV has them.';
      throw new UserError({ what: `the trusted image "${path}" is none of the images.`, where: value.where, fix });
    }),
  );
}

function checkedPart({ folder, files, labels, others }: LabelledPaths, classNames: readonly string[]) {
  const trueLabels = Int32Array.from(labels, (label, index) => classOf({ label, where: `${folder}/${files[index] ?? ''}` }, classNames)); // prettier-ignore
  return { folder, files, others, trueLabels };
}

function labelsOf(labels: readonly string[], classNames: readonly string[]): Int32Array {
  const places = new Map(classNames.map((name, index) => [name, index]));
  return Int32Array.from(labels, (label) => places.get(label) as number);
}

function requireTwo(classNames: readonly string[], where: string): void {
  if (classNames.length >= 2) return;
  throw new UserError({
    what: `only ${String(classNames.length)} class; at least two are needed.`,
    where,
    fix: 'Images lie in CLASS/ below the folder, or a CSV names `path` and `label` of each.',
  });
}
