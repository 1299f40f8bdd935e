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
  type YAMLError,
} from 'yaml';

/** A YAML file as a value that still knows on which line each key stands. */
export interface YamlDocument {
  readonly file: string;
  readonly value: unknown;
  /** `experiments/digits/suite.yaml:14 methods.focal.loss.gamma`; for a key that is not there, the line of its parent. */
  readonly locate: Locate;
  has(path: ConfigPath): boolean;
}

/** @throws UserError naming each place where the text is no YAML, or a key stands twice. */
export function parseYaml(text: string, file: string): YamlDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
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
    has: (path) => find(document, path).complete,
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

/** Where the path leads, or the deepest part of it that exists. */
function find(document: Document, path: ConfigPath): { offset: number; complete: boolean } {
  let node: unknown = document.contents;
  let offset = isNode(document.contents) ? (document.contents.range?.[0] ?? 0) : 0;
  for (const part of path) {
    const child = childOf(isAlias(node) ? node.resolve(document) : node, part);
    if (child === undefined) return { offset, complete: false };
    node = child.value;
    offset = child.offset;
  }
  return { offset, complete: true };
}

function childOf(node: unknown, part: string | number): { value: unknown; offset: number } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(part));
    return pair === undefined ? undefined : { value: pair.value, offset: startOf(pair.key) };
  }
  if (isSeq(node)) {
    const value: unknown = node.items[Number(part)];
    return value === undefined ? undefined : { value, offset: startOf(value) };
  }
  return undefined;
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}
