import { combineErrors, UserError, type ConfigPath, type Locate } from '@ballast/core';
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type YAMLMap,
  type YAMLError,
} from 'yaml';

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
 * @throws UserError naming each place where the text is neither, or a key stands twice.
 */
export function parseConfig(text: string, file: string): ConfigDocument {
  const lines = new LineCounter();
  const source = file.endsWith('.json') ? text.replaceAll('\t', ' ') : text;
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false, merge: true });
  if (document.errors.length > 0) {
    throw combineErrors(
      independentErrors(document.errors).map((error) => explain(error, text, `${file}:${lineAt(lines, error.pos[0])}`)),
    );
  }
  return {
    file,
    value: document.toJS(),
    locate: (path) => {
      const line = lineAt(lines, find(document, path).offset);
      return [`${file}:${line}`, path.join('.')].join(' ').trim();
    },
    depth: (path) => find(document, path).depth,
  };
}

function lineAt(lines: LineCounter, offset: number): string {
  return String(Math.max(1, lines.linePos(offset).line));
}

/** After text that is no YAML, further errors are its consequences. */
function independentErrors(errors: readonly YAMLError[]): YAMLError[] {
  const broken = errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  return broken === undefined ? [...errors] : [broken];
}

function explain(error: YAMLError, text: string, where: string): UserError {
  if (error.code !== 'DUPLICATE_KEY') {
    return new UserError({
      what: `this is no valid YAML: ${error.message}`,
      where,
      fix: 'Check indentation, brackets and quotes on this line and the one above.',
    });
  }
  const key = /^[^:\n]*/.exec(text.slice(error.pos[0]))?.[0].trim() ?? '';
  return new UserError({
    what: `the key "${key}" stands here a second time.`,
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
    const pair = node.items.find(({ key }) => nameOf(key) === String(part));
    return pair === undefined ? inheritedChild(node, part, document) : { value: pair.value, offset: startOf(pair.key) };
  }
  if (isSeq(node)) {
    const value: unknown = node.items[Number(part)];
    return value === undefined ? undefined : { value, offset: startOf(value) };
  }
  return undefined;
}

/** What a block takes from another one by `<<: *anchor`. */
function inheritedChild(
  node: YAMLMap,
  part: string | number,
  document: Document,
): { value: unknown; offset: number } | undefined {
  const merged = node.items.find(({ key }) => nameOf(key) === '<<')?.value;
  return isAlias(merged) ? childOf(merged.resolve(document), part, document) : undefined;
}

function nameOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
