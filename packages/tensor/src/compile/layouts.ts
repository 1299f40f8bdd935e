import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import { isTensor, leavesOf, type TensorTree } from './tree.ts';

/** What a compiled step was called with. */
export interface Call {
  /** In the order of `leavesOf`. */
  readonly tensors: readonly Tensor[];
  /** Names, shapes and types, and which inputs are one and the same: the graph knows them as one. */
  readonly signature: string;
}

interface Layout {
  readonly signature: string;
  readonly places: readonly Place[];
  readonly types: readonly DataType[];
  readonly shapes: readonly (readonly number[])[];
  /** Of each tensor the first one with the same data. */
  readonly firsts: readonly number[];
}

/** A name, the tensor that stands under it, or the end of a record. */
type Place = string | typeof leaf | typeof end;
const leaf = null;
const end = undefined;

/** A full batch and a smaller one. */
const capacity = 4;

/** The signatures of a step's calls. A text is made for the first of those that look alike: a small step takes no longer. */
export class Layouts {
  private readonly known: Layout[] = [];

  callOf(inputs: TensorTree): Call {
    const places: Place[] = [];
    const tensors: Tensor[] = [];
    visit(inputs, places, tensors);
    const firsts = firstsOf(tensors);
    const { signature } =
      this.known.find((layout) => isLike(layout, places, tensors, firsts)) ?? this.add(inputs, places, tensors, firsts);
    return { tensors, signature };
  }

  private add(inputs: TensorTree, places: Place[], tensors: readonly Tensor[], firsts: readonly number[]): Layout {
    const layout = {
      signature: signatureOf(inputs, firsts),
      places,
      types: tensors.map(({ dtype }) => dtype),
      shapes: tensors.map(({ shape }) => shape),
      firsts,
    };
    this.known.unshift(layout);
    this.known.splice(capacity);
    return layout;
  }
}

function visit(tree: TensorTree, places: Place[], tensors: Tensor[]): void {
  if (tree === undefined) return;
  if (isTensor(tree)) {
    places.push(leaf);
    tensors.push(tree);
    return;
  }
  for (const name of Object.keys(tree)) {
    places.push(name);
    visit(tree[name], places, tensors);
  }
  places.push(end);
}

function firstsOf(tensors: readonly Tensor[]): number[] {
  const data = tensors.map(({ dataId }) => dataId);
  return data.map((id) => data.indexOf(id));
}

function isLike(layout: Layout, places: readonly Place[], tensors: readonly Tensor[], firsts: readonly number[]) {
  return (
    isSameList(layout.places, places) &&
    isSameList(layout.firsts, firsts) &&
    tensors.every(
      ({ dtype, shape }, index) =>
        layout.types[index] === dtype && isSameList(layout.shapes[index] as readonly number[], shape),
    )
  );
}

function isSameList<T>(left: readonly T[], right: readonly T[]): boolean {
  return left.length === right.length && left.every((value, index) => value === right[index]);
}

function signatureOf(inputs: TensorTree, firsts: readonly number[]): string {
  return leavesOf(inputs)
    .map(({ path, tensor }, index) => `${path} ${tensor.dtype}[${tensor.shape.join()}]=${String(firsts[index])}`)
    .join(';');
}
