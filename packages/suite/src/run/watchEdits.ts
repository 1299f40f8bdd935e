import { readFileSync } from 'node:fs';

/** Remembers how files stand now; the answer names those that stand differently when it is called. */
export function watchEdits(files: readonly string[]): () => string[] {
  const before = new Map(files.map((file) => [file, textOf(file)]));
  return () => files.filter((file) => textOf(file) !== before.get(file));
}

/** Undefined for a file that is gone. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
