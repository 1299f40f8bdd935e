import { suggestion, UserError, type ConfigPath, type Locate } from '@ballast/core';
import type { PublishedNumber } from '../results/types.ts';
import type { Problems } from './problems.ts';
import type { SuiteFile } from './schema.ts';

/** What the values of an axis may change. */
const changeable = ['dataset', 'data', 'augmentation', 'model', 'methodDefaults', 'methods', 'corruptions'];

/** Finds names that are used and not declared, names that cannot be folders, and axes without values. */
export function checkNames(file: SuiteFile, locate: Locate, problems: Problems): void {
  const { methods, corruptions, axes, only, report, profiles } = file;
  const check = (what: string, given: string, known: object, path: ConfigPath): void => {
    if (!Object.hasOwn(known, given)) problems.add(unknownName(what, given, Object.keys(known), locate(path)));
  };
  only.methods?.forEach((name, index) => {
    check('method', name, methods, ['only', 'methods', index]);
  });
  only.corruptions?.forEach((name, index) => {
    check('corruption', name, corruptions, ['only', 'corruptions', index]);
  });
  checkAxisChoices(file, check);
  if (report.baseline !== undefined) check('method', report.baseline, methods, ['report', 'baseline']);
  if (file.defaultProfile !== undefined) check('profile', file.defaultProfile, profiles, ['defaultProfile']);
  file.published.forEach(({ values, means }, index) => {
    for (const method of Object.keys(means)) check('method', method, methods, ['published', index, 'means', method]);
    for (const [method, byCorruption] of Object.entries(values)) {
      check('method', method, methods, ['published', index, 'values', method]);
      for (const corruption of Object.keys(byCorruption)) {
        check('corruption', corruption, corruptions, ['published', index, 'values', method, corruption]);
      }
    }
  });
  for (const [section, entries] of Object.entries({ methods, corruptions, profiles, axes })) {
    checkFolderNames(entries, [section], locate, problems);
  }
  checkAxes(axes, locate, problems);
}

function checkAxisChoices(
  { axes, only, published }: SuiteFile,
  check: (what: string, given: string, known: object, path: ConfigPath) => void,
): void {
  const checkValue = (axis: string, value: string, path: ConfigPath): void => {
    check('axis', axis, axes, path);
    const known = Object.hasOwn(axes, axis) ? axes[axis] : undefined;
    if (known !== undefined) check(`value of the axis "${axis}"`, value, known.values, path);
  };
  for (const [axis, values] of Object.entries(only.axes)) {
    values.forEach((value, index) => {
      checkValue(axis, value, ['only', 'axes', axis, index]);
    });
  }
  published.forEach((source, index) => {
    for (const [axis, value] of Object.entries(source.axes))
      checkValue(axis, value, ['published', index, 'axes', axis]);
  });
}

function checkAxes(axes: SuiteFile['axes'], locate: Locate, problems: Problems): void {
  for (const [id, { values }] of Object.entries(axes)) {
    const path = ['axes', id, 'values'];
    checkFolderNames(values, path, locate, problems);
    if (Object.keys(values).length === 0) {
      problems.add(new UserError({ what: 'this axis has no values.', where: locate(path) }));
    }
    for (const [value, { overrides }] of Object.entries(values)) {
      for (const key of Object.keys(overrides).filter((name) => !changeable.includes(name))) {
        problems.add(unknownName('part that an axis may change', key, changeable, locate([...path, value, 'overrides', key]))); // prettier-ignore
      }
    }
  }
}

function unknownName(what: string, given: string, known: readonly string[], where: string): UserError {
  return new UserError({ what: `there is no ${what} "${given}".`, where, meant: suggestion(given, known) });
}

const longestName = 60;

/** Methods, corruptions and values of axes are parts of folder names. */
function checkFolderNames(entries: object, path: ConfigPath, locate: Locate, problems: Problems): void {
  for (const name of Object.keys(entries).filter((key) => !isFolderName(key))) {
    problems.add(
      new UserError({
        what: `"${name}" cannot be the name of a folder.`,
        where: locate([...path, name]),
        fix: `Use at most ${String(longestName)} letters, digits, dots, hyphens and underscores here, and put the words for people into \`label\`.`,
      }),
    );
  }
}

/** What every object has in JavaScript (`constructor`) is no name: results are looked up by it. */
function isFolderName(name: string): boolean {
  return /^[A-Za-z0-9][\w.+-]*$/.test(name) && name.length <= longestName && !(name in Object.prototype);
}

/** One entry for each number that a paper gives. */
export function publishedNumbers({ published }: Pick<SuiteFile, 'published'>): PublishedNumber[] {
  return published.flatMap(({ values, means, ...source }) => [
    ...Object.entries(values).flatMap(([method, byCorruption]) =>
      Object.entries(byCorruption).map(([corruption, number]) => ({ ...source, method, corruption, ...number })),
    ),
    ...Object.entries(means).map(([method, number]) => ({ ...source, method, corruption: undefined, ...number })),
  ]);
}
