import type { OpAttribute } from '../native/binding.ts';

/** TensorFlow's number of a type, the same in its C interface and in its files. */
export type TypeCode = number;

export interface TensorType {
  readonly shape: readonly number[];
  readonly dtype: TypeCode;
}

/** One op of a graph. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly attributes: readonly OpAttribute[];
  /** `node` or `node:output`. */
  readonly inputs: readonly string[];
}

/** A tensor that is part of the graph. */
export interface GraphConstant extends TensorType {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A tensor that every call gives. */
export interface Placeholder {
  readonly name: string;
  readonly dtype: TypeCode;
}

/** A step as TensorFlow sees it; every name is one node's. */
export interface Graph {
  readonly placeholders: readonly Placeholder[];
  readonly constants: readonly GraphConstant[];
  readonly nodes: readonly GraphNode[];
}

/** The node of a reference `node:output`. */
export function nodeOf(reference: string): string {
  return reference.split(':')[0] as string;
}

/** The part of a graph that leads to the given references. */
export function pruned(graph: Graph, references: readonly string[]): Graph {
  const used = new Set(references.map(nodeOf));
  // A node stands after everything that it takes.
  for (const node of graph.nodes.toReversed()) {
    if (used.has(node.name)) for (const input of node.inputs) used.add(nodeOf(input));
  }
  const isUsed = ({ name }: { readonly name: string }): boolean => used.has(name);
  return {
    placeholders: graph.placeholders.filter(isUsed),
    constants: graph.constants.filter(isUsed),
    nodes: graph.nodes.filter(isUsed),
  };
}
