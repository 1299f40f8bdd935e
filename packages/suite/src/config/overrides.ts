import { combineErrors, isBlock, suggestion, UserError } from '@ballast/core';
import { parseDocument } from 'yaml';
import type { ConfigDocument } from './document.ts';
import { layered, singleValue, valueAt } from './layers.ts';
import { requirePlain } from './plainValue.ts';

/** Cells that the command line names: `method=curvenet` leaves the suite as it is and computes a part of it. */
export type CellSelection = Readonly<Record<string, readonly string[]>>;

export interface Overridden {
  readonly document: ConfigDocument;
  /** The arguments that change the suite, in alphabetical order. */
  readonly overrides: readonly string[];
  readonly selection: CellSelection;
}

/** What names a part of the grid, and the section of the file that knows the names. */
const gridSections: Readonly<Record<string, string>> = { method: 'methods', corruption: 'corruptions', seed: 'seeds' };

/**
 * The suite with arguments such as `methodDefaults.epochs=5` on top; those such as `method=curvenet` choose cells.
 * @throws UserError for each argument that is neither.
 */
export function withOverrides(document: ConfigDocument, args: readonly string[]): Overridden {
  const selection: Record<string, readonly string[]> = {};
  const overrides: string[] = [];
  const errors: UserError[] = [];
  let changed = document;
  for (const argument of args) {
    try {
      const { key, value } = parseArgument(argument);
      if (isSelection(document, key)) {
        selection[key] = namesIn(document, key, value, argument);
      } else {
        const change = singleValue(pathOf(changed, key, argument), value, placeOf(argument));
        requirePlain(change.value, change.locate);
        changed = layered(changed, change);
        overrides.push(argument);
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(error);
    }
  }
  if (errors.length > 0) throw combineErrors(errors);
  return { document: changed, overrides: overrides.sort(), selection };
}

function placeOf(argument: string): string {
  return `argument "${argument}"`;
}

function parseArgument(argument: string): { key: string; value: unknown } {
  const [key = '', ...rest] = argument.split('=');
  if (rest.length === 0 || key === '') {
    throw new UserError({
      what: 'this is no override.',
      where: placeOf(argument),
      fix: 'Overrides are like methodDefaults.epochs=5, seeds=[0,1] or method=curvenet. There is no suite of this name either.',
    });
  }
  try {
    return { key, value: valueOf(rest.join('=')) };
  } catch (error) {
    throw new UserError(
      {
        what: 'the value cannot be read as YAML.',
        where: placeOf(argument),
        fix: 'Values are like 5, [0,1], focal or {type: focal, gamma: 2}; a shell wants quotes around the last.',
      },
      { cause: error },
    );
  }
}

/** @throws YAMLError for what is no YAML, and for tags, which would mean nothing here. */
function valueOf(text: string): unknown {
  const document = parseDocument(text);
  const [mistake] = [...document.errors, ...document.warnings];
  if (mistake !== undefined) throw mistake;
  return document.toJS();
}

/** A name of a dimension of the grid, not of a key of the file. */
function isSelection(document: ConfigDocument, key: string): boolean {
  return Object.hasOwn(gridSections, key) || valueAt(document.value, ['axes', key]) !== undefined;
}

function namesIn(document: ConfigDocument, key: string, value: unknown, argument: string): string[] {
  const section = Object.hasOwn(gridSections, key) ? gridSections[key] : undefined;
  const known = valueAt(document.value, section === undefined ? ['axes', key, 'values'] : [section]);
  const names = Array.isArray(known) ? known.map(String) : Object.keys(known ?? {});
  const given = typeof value === 'string' ? value.split(',') : [value].flat().map(String);
  const unknown = given.find((name) => !names.includes(name));
  if (unknown === undefined) return given;
  throw new UserError({
    what: `this suite has no ${key} "${unknown}".`,
    where: placeOf(argument),
    meant: suggestion(unknown, names),
  });
}

/** Splits at dots, except where a name of the file has dots itself (`corruptions.flip-0.4.noise`). */
function pathOf(document: ConfigDocument, key: string, argument: string): string[] {
  const path: string[] = [];
  for (let rest = key; rest !== '';) {
    const block = valueAt(document.value, path);
    if (Array.isArray(block)) throw listPart(path, argument);
    const part = longestKey(block, rest) ?? rest.split('.', 1)[0] ?? '';
    requireEntry(block, path, part, rest, argument);
    path.push(part);
    rest = rest.slice(part.length + 1);
  }
  return path;
}

function longestKey(block: unknown, rest: string): string | undefined {
  if (!isBlock(block)) return undefined;
  return Object.keys(block)
    .filter((key) => rest === key || rest.startsWith(`${key}.`))
    .sort((left, right) => right.length - left.length)[0];
}

function listPart(path: readonly string[], argument: string): UserError {
  const name = path.join('.');
  return new UserError({
    what: `"${name}" is a list, which is given as a whole.`,
    where: placeOf(argument),
    fix: `For example ${name}=[0,1].`,
  });
}

/** An entry of these comes with a whole block: a part of one that is not there is a misspelt name. */
function requireEntry(block: unknown, path: readonly string[], part: string, rest: string, argument: string): void {
  const named = path.length === 1 && ['methods', 'corruptions', 'axes', 'profiles'].includes(path[0] ?? '');
  if (!named || rest === part || !isBlock(block) || Object.hasOwn(block, part)) return;
  throw new UserError({
    what: `there is no "${part}" among the ${path[0] ?? ''}.`,
    where: placeOf(argument),
    meant: suggestion(part, Object.keys(block)),
  });
}
