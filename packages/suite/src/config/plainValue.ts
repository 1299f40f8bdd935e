import { UserError, type ConfigPath, type Locate } from '@ballast/core';

/** Far above what a person writes, far below what makes a program slow. */
const most = { depth: 64, values: 200_000, characters: 10_000 };

/**
 * Requires what JSON can say, of a size that a person may have written: no block inside itself, nothing nested or
 * repeated by aliases without end, no key that means something else to JavaScript.
 * @throws UserError naming the first place that is anything else.
 */
export function requirePlain(value: unknown, locate: Locate): void {
  let values = 0;
  const visit = (part: unknown, path: ConfigPath, around: readonly unknown[]): void => {
    const problem = ++values > most.values ? tooMany : problemOf(part, around);
    if (problem !== undefined) throw new UserError({ what: problem, where: locate(path) });
    if (typeof part !== 'object' || part === null) return;
    for (const [key, inner] of Object.entries(part)) {
      if (key === '__proto__')
        throw new UserError({ what: 'no key may be called "__proto__".', where: locate([...path, key]) });
      visit(inner, [...path, Array.isArray(part) ? Number(key) : key], [...around, part]);
    }
  };
  visit(value, [], []);
}

const tooMany = `aliases repeat so much that the file has more than ${most.values.toLocaleString('en')} values.`;

function problemOf(value: unknown, around: readonly unknown[]): string | undefined {
  if (typeof value === 'string' && value.length > most.characters) {
    return `this text has ${value.length.toLocaleString('en')} characters, more than ${most.characters.toLocaleString('en')}.`;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (around.includes(value)) return 'an alias (*) puts this block into itself.';
  if (around.length >= most.depth) return `this is nested deeper than ${String(most.depth)} blocks.`;
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? undefined : 'this is no text, number, list or block, but a value of a YAML tag (!!).';
}
