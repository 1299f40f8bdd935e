import type { Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

/** Values by name, nested; undefined where there is none. */
export type Tree<Leaf> = Leaf | undefined | Branches<Leaf>;

interface Branches<Leaf> {
  readonly [name: string]: Tree<Leaf>;
}

export type TensorTree = Tree<Tensor>;

export interface Leaf {
  /** The names that lead to it: `state/parameters/head.kernel`. */
  readonly path: string;
  readonly tensor: Tensor;
}

/** In the order of the records' own names. */
export function leavesOf(tree: TensorTree, path = ''): Leaf[] {
  if (tree === undefined) return [];
  if (isTensor(tree)) return [{ path, tensor: tree }];
  return Object.entries(tree).flatMap(([name, branch]) => leavesOf(branch, path === '' ? name : `${path}/${name}`));
}

/** The same names with other values; `change` is called in the order of `leavesOf`. */
export function mapTree<A extends object, B>(
  tree: Tree<A>,
  isLeaf: (value: object) => value is A,
  change: (leaf: A) => B,
): Tree<B> {
  if (tree === undefined) return undefined;
  if (isLeaf(tree)) return change(tree);
  const branches = Object.entries(tree as Readonly<Record<string, Tree<A>>>);
  return Object.fromEntries(branches.map(([name, branch]) => [name, mapTree(branch, isLeaf, change)]));
}

export function isTensor(value: object): value is Tensor {
  return value instanceof tf.Tensor;
}
