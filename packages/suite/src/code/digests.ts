import { z } from 'zod';

export const CodeRecord = z.record(z.string(), z.string());

/** Digest of the code of packages and plugin files, by name. */
export type CodeDigests = Readonly<z.output<typeof CodeRecord>>;

/** All of them, in alphabetical order: equal code gives equal files. */
export function mergeDigests(parts: readonly CodeDigests[]): CodeDigests {
  const entries = parts.flatMap((part) => Object.entries(part));
  return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Whether both are of the same code, name by name. */
export function isSameCode(left: CodeDigests, right: CodeDigests): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
