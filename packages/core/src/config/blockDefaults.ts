import type { z } from 'zod';

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

interface Definition {
  readonly innerType?: z.ZodType;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly defaultValue?: unknown;
}

/** The keys of a block, also where it may be left out. */
function shapeOf(schema: z.ZodType): Definition['shape'] {
  const { innerType, shape } = schema.def as Definition;
  return shape ?? (innerType && shapeOf(innerType));
}

/** By `.default()` or `.prefault()`, also under `.nullable()` and the like. */
function defaultOf(schema: z.ZodType): unknown {
  const { innerType, defaultValue } = schema.def as Definition;
  return defaultValue ?? (innerType && defaultOf(innerType));
}

function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
