import type { z } from 'zod';

/** What zod knows of a schema, of the kinds that options are made of. */
export interface Definition {
  /** What `.optional()`, `.default()` and the like are around. */
  readonly innerType?: z.ZodType;
  readonly defaultValue?: unknown;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly valueType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly values?: readonly unknown[];
}

export function definitionOf(schema: z.ZodType): Definition {
  return schema.def as Definition;
}

/** Without `.optional()`, `.default()` and the like. */
export function unwrap(schema: z.ZodType): z.ZodType {
  const { innerType } = definitionOf(schema);
  return innerType === undefined ? schema : unwrap(innerType);
}
