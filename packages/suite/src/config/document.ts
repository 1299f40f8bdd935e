import { combineErrors, UserError, type ConfigPath, type Locate } from '@ballast/core';
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLError,
} from 'yaml';
import { requirePlain } from './plainValue.ts';

/** Ten times the largest suite file. */
const mostCharacters = 2 ** 18;

/** The parser's own search for keys that stand twice takes long where a block has thousands. */
const parsing = { prettyErrors: false, merge: true, stringKeys: true, uniqueKeys: false } as const;

/** A config as a value that still knows where each of its keys was written. */
export interface ConfigDocument {
  readonly file: string;
  readonly value: unknown;
  /** `experiments/digits/suite.yaml:14 methods.focal.loss.gamma`; for a key that is not there, the line of its parent. */
  readonly locate: Locate;
  /** How many parts of the path are there. */
  depth(path: ConfigPath): number;
}

/**
 * YAML, or JSON, which is YAML but for its tabs.
 * @throws UserError naming each place where the text is neither, or a key stands twice; or one where it is more than
 * plain values (`requirePlain`).
 */
export function parseConfig(text: string, file: string): ConfigDocument {
  if (text.length > mostCharacters) throw tooLong(text, file);
  const lines = new LineCounter();
  const source = file.endsWith('.json') ? text.replaceAll('\t', ' ') : text;
  const document = parseDocument(source, { ...parsing, lineCounter: lines });
  const lineOf = (offset: number): string => `${file}:${lineAt(lines, offset)}`;
  // After text that is no YAML, further errors are its consequences.
  const [broken] = document.errors;
  if (broken !== undefined) throw explain(broken, lineOf(broken.pos[0]));
  const repeated = repeatedKeys(document);
  if (repeated.length > 0) throw combineErrors(repeated.map((key) => explainRepeated(key, lineOf(startOf(key)))));
  const locate: Locate = (path) => {
    return [lineOf(find(document, path).offset), path.join('.')].join(' ').trim();
  };
  const value = valueOf(document, file);
  requirePlain(value, locate);
  return { file, value, locate, depth: (path) => find(document, path).depth };
}

/** A config of a hundred megabytes is another file that was named by mistake. */
function tooLong({ length }: string, file: string): UserError {
  const megabytes = (length / 1e6).toFixed(1);
  return new UserError({ what: `this is no config: it has ${megabytes} million characters.`, where: file });
}

/** @throws UserError when an alias or a merge leads nowhere, or aliases of aliases grow without end. */
function valueOf(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UserError(
      {
        what: `an alias (*) cannot be followed: ${error.message}.`,
        where: file,
        fix: 'Before an alias stands its anchor (&), `<<` takes a block or an alias of one, and no block is in itself.',
      },
      { cause: error },
    );
  }
}

function lineAt(lines: LineCounter, offset: number): string {
  return String(Math.max(1, lines.linePos(offset).line));
}

function explain({ message }: YAMLError, where: string): UserError {
  if (message.startsWith('Maximum call stack')) {
    return new UserError({ what: 'blocks are nested far too deeply here.', where });
  }
  return new UserError({
    what: `this is no valid YAML: ${message}`,
    where,
    fix: 'Check indentation, brackets and quotes on this line and the one above.',
  });
}

/** The second of each two keys of one block that have one name. */
function repeatedKeys(document: Document): Scalar[] {
  const repeated: Scalar[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const known = new Set<string>();
      for (const { key } of items) {
        if (known.has(nameOf(key)) && isScalar(key)) repeated.push(key);
        known.add(nameOf(key));
      }
    },
  });
  return repeated;
}

function explainRepeated(key: Scalar, where: string): UserError {
  return new UserError({
    what: `the key "${nameOf(key)}" stands here a second time.`,
    where,
    fix: 'Rename or remove one of the two.',
  });
}

/** Where the path leads, or the deepest part of it that exists, with the number of its parts that do. */
function find(document: Document, path: ConfigPath): { offset: number; depth: number } {
  let node: unknown = document.contents;
  let offset = isNode(document.contents) ? (document.contents.range?.[0] ?? 0) : 0;
  for (const [depth, part] of path.entries()) {
    const child = childOf(isAlias(node) ? node.resolve(document) : node, part, document);
    if (child === undefined) return { offset, depth };
    node = child.value;
    offset = child.offset;
  }
  return { offset, depth: path.length };
}

function childOf(
  node: unknown,
  part: string | number,
  document: Document,
): { value: unknown; offset: number } | undefined {
  if (isMap(node)) {
    const pair = pairsOf(node).get(String(part));
    return pair === undefined ? inheritedChild(node, part, document) : { value: pair.value, offset: startOf(pair.key) };
  }
  if (isSeq(node)) {
    const value: unknown = node.items[Number(part)];
    return value === undefined ? undefined : { value, offset: startOf(value) };
  }
  return undefined;
}

/** What a block takes from others by `<<: *anchor` or `<<: [*anchor, *other]`. */
function inheritedChild(
  node: YAMLMap,
  part: string | number,
  document: Document,
): { value: unknown; offset: number } | undefined {
  const merged = pairsOf(node).get('<<')?.value;
  for (const source of isSeq(merged) ? merged.items : [merged]) {
    const found = childOf(isAlias(source) ? source.resolve(document) : source, part, document);
    if (found !== undefined) return found;
  }
  return undefined;
}

const pairsOfMaps = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

/** By name; looked up for every mistake, of which a file may have thousands. */
function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const known = pairsOfMaps.get(map) ?? new Map(map.items.map((pair) => [nameOf(pair.key), pair]));
  pairsOfMaps.set(map, known);
  return known;
}

function nameOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
