import type { z } from 'zod';
import { definitionOf, unwrap, type Definition } from './schema.ts';

type Block = Readonly<Record<string, unknown>>;

/**
 * Options with blocks made whole: where an option has a block as its default, a block that is given in part keeps the
 * rest of that default, instead of what the block's schema would fill in for any option. So it is for blocks that are a
 * list of keys; one that chooses a kind by its `type` is replaced as a whole.
 * @param defaults what a block around has in the place of this one
 */
export function withBlockDefaults(schema: z.ZodType, given: Block, defaults: Block = {}): Block {
  const shape = shapeOf(schema) ?? {};
  const whole = Object.entries(given).map(([name, value]): [string, unknown] => [
    name,
    wholeBlock(shape[name], value, defaults[name]),
  ]);
  return { ...defaults, ...Object.fromEntries(whole) };
}

function wholeBlock(option: z.ZodType | undefined, value: unknown, outer: unknown): unknown {
  if (option === undefined || !isBlock(value) || shapeOf(option) === undefined) return value;
  const rest = outer ?? defaultOf(option);
  return withBlockDefaults(option, value, isBlock(rest) ? rest : {});
}

/** The keys of a block, also where it may be left out. */
function shapeOf(schema: z.ZodType): Definition['shape'] {
  return definitionOf(unwrap(schema)).shape;
}

/** By `.default()` or `.prefault()`, also under `.nullable()` and the like. */
function defaultOf(schema: z.ZodType): unknown {
  const { innerType, defaultValue } = definitionOf(schema);
  return defaultValue ?? (innerType && defaultOf(innerType));
}

/** Keys with values. */
export function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
