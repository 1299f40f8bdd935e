import { suggestion, UserError } from '@ballast/core';
import { z } from 'zod';

/** A class by its name or its index. */
export const ClassReference = z.union([z.int().nonnegative(), z.string()]);
export type ClassReference = z.infer<typeof ClassReference>;

/** @throws UserError when the data set has no such class. */
export function classIndex(reference: ClassReference, classNames: readonly string[], where: string): number {
  const index = typeof reference === 'number' ? reference : classNames.indexOf(reference);
  if (classNames[index] !== undefined) return index;
  throw new UserError({
    what: `the data set has no class ${JSON.stringify(reference)}.`,
    where,
    meant:
      typeof reference === 'number'
        ? `Its classes are 0 to ${String(classNames.length - 1)}.`
        : suggestion(reference, classNames),
  });
}
