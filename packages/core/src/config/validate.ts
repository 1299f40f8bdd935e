import type { z } from 'zod';
import { combineErrors, UserError } from '../errors.ts';
import { nearestName, suggestion } from '../nearest.ts';
import type { ConfigPath, Locate } from './location.ts';
import { definitionOf, unwrap, type Definition } from './schema.ts';

/**
 * The value with the schema's defaults filled in.
 * @throws UserError naming every offending key, where it stands and what was probably meant.
 */
export function validate<S extends z.ZodType>(schema: S, value: unknown, locate: Locate): z.output<S> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const issues = withoutConsequences(result.error.issues);
  throw combineErrors(issues.flatMap((issue) => explain(issue, schema, locate)));
}

/** A key that is missing because it was misspelt is said once, as the misspelt one. */
function withoutConsequences(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  const missing = issues.filter((issue) => issue.code === 'invalid_type' && issue.input === undefined);
  const nameOf = ({ path }: z.core.$ZodIssue): string => String(path.at(-1));
  const misspelt = issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [];
    const beside = missing.filter(({ path }) => path.length === issue.path.length + 1 && startsWith(path, issue.path));
    const meant = issue.keys.map((key) => nearestName(key, beside.map(nameOf)));
    return beside.filter((candidate) => meant.includes(nameOf(candidate)));
  });
  return issues.filter((issue) => !misspelt.includes(issue));
}

function startsWith(path: readonly PropertyKey[], start: readonly PropertyKey[]): boolean {
  return start.every((part, index) => path[index] === part);
}

function explain(issue: z.core.$ZodIssue, schema: z.ZodType, locate: Locate): UserError[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const where = locate(path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(
        (key) =>
          new UserError({
            what: `there is no option "${key}" here.`,
            where: locate([...path, key]),
            meant: suggestion(key, keysAt(schema, path)),
          }),
      );
    case 'invalid_value':
      return [
        new UserError({
          what: `${show(issue.input)} is not one of the allowed values.`,
          where,
          meant: suggestion(String(issue.input), issue.values.map(String)),
        }),
      ];
    case 'invalid_type':
      return [
        new UserError({
          what:
            issue.input === undefined
              ? `this is missing; expected ${kindOf(issue.expected)}.`
              : `expected ${kindOf(issue.expected)}, found ${show(issue.input)}.`,
          where,
        }),
      ];
    case 'too_small':
    case 'too_big':
      return [new UserError({ what: explainBound(issue, schemaAt(schema, path), nameAt(path)), where })];
    case 'invalid_union':
      return [explainUnion(issue, where)];
    default:
      return [new UserError({ what: `${show(issue.input)} does not fit: ${issue.message}.`, where })];
  }
}

/** `epochs must be at least 1, got 0.` */
function explainBound(
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  schema: z.ZodType | undefined,
  name: string,
): string {
  const isLower = issue.code === 'too_small';
  const limit = Number(isLower ? issue.minimum : issue.maximum);
  if (Array.isArray(issue.input)) {
    const bound = `${isLower ? 'at least' : 'at most'} ${String(limit)}`;
    return `${name} must have ${bound} ${limit === 1 ? 'entry' : 'entries'}, got ${String(issue.input.length)}.`;
  }
  if (typeof issue.input === 'string') {
    return `${name} must have ${isLower ? 'at least' : 'at most'} ${String(limit)} characters, got ${show(issue.input)}.`;
  }
  const isStrict = issue.inclusive === false;
  const whole = isStrict && isWholeNumber(schema) ? limit + (isLower ? 1 : -1) : undefined;
  const relation = isStrict && whole === undefined ? ['greater than', 'less than'] : ['at least', 'at most'];
  return `${name} must be ${relation[isLower ? 0 : 1] ?? ''} ${String(whole ?? limit)}, got ${show(issue.input)}.`;
}

function isWholeNumber(schema: z.ZodType | undefined): boolean {
  return (schema?.def as { format?: unknown } | undefined)?.format === 'safeint';
}

function explainUnion(issue: z.core.$ZodIssueInvalidUnion, where: string): UserError {
  const { discriminator, options } = issue as { discriminator?: string; options?: readonly unknown[] };
  if (discriminator === undefined || options === undefined) {
    return new UserError({ what: `${show(issue.input)} does not fit: ${issue.message}.`, where });
  }
  const given = (issue.input as Readonly<Record<string, unknown>> | undefined)?.[discriminator];
  return new UserError({
    what: given === undefined ? `this is missing.` : `${show(given)} is not one of the allowed values.`,
    where,
    meant: suggestion(String(given), options.map(String)),
  });
}

/** As a person who writes YAML calls it. */
function kindOf(expected: string): string {
  return yamlNames[expected] ?? expected;
}

const yamlNames: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'keys with values',
  record: 'keys with values',
  string: 'a text',
};

function show(value: unknown): string {
  const text = asText(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** As JSON, but numbers that JSON has none of; configs in JavaScript may hold what JSON cannot say. */
function asText(value: unknown): string {
  if (typeof value === 'number') return String(value);
  try {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? String(value) : text;
  } catch {
    return String(value);
  }
}

/** What a bound is of: `epochs`, an entry of `seeds`. */
function nameAt(path: ConfigPath): string {
  const name = path.at(-1);
  return typeof name === 'number' && path.length > 1 ? `an entry of ${String(path.at(-2))}` : String(name);
}

/** Names of the options that the schema knows at a path. */
function keysAt(schema: z.ZodType, path: ConfigPath): string[] {
  return Object.keys(shapeOf(schemaAt(schema, path)) ?? {});
}

function schemaAt(schema: z.ZodType, path: ConfigPath): z.ZodType | undefined {
  let current: z.ZodType | undefined = unwrap(schema);
  for (const part of path) {
    const below: z.ZodType | undefined = shapeOf(current)?.[String(part)] ?? valueTypeOf(current);
    current = below && unwrap(below);
  }
  return current;
}

/** Of a union, the keys of all its members. */
function shapeOf(schema: z.ZodType | undefined): Definition['shape'] {
  const { shape, options }: Definition = schema === undefined ? {} : definitionOf(schema);
  if (shape !== undefined || options === undefined) return shape;
  return Object.fromEntries(options.flatMap((option) => Object.entries(shapeOf(unwrap(option)) ?? {})));
}

function valueTypeOf(schema: z.ZodType | undefined): z.ZodType | undefined {
  const definition = schema && definitionOf(schema);
  return definition?.valueType ?? definition?.element;
}
