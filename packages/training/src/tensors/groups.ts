import type { NamedTensors } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';

/** The tensors of a training loop by what they are for: `parameters`, `buffers`, `optimizer`, and what a method adds. */
export type TensorGroups = Readonly<Record<string, NamedTensors>>;

/** A classifier in training (a type, since an interface is no record of groups). */
export type ClassifierState = {
  /** Named `stage.parameter`. */
  readonly parameters: NamedTensors;
  /** Running statistics. */
  readonly buffers: NamedTensors;
  /** State of the optimizer. */
  readonly optimizer: NamedTensors;
};

/** Groups as the flat list that a `LoopState` holds: `parameters/conv1.kernel`. */
export function packGroups(groups: TensorGroups): NamedTensors {
  const packed: Record<string, Tensor> = {};
  for (const [group, tensors] of Object.entries(groups)) {
    for (const [name, tensor] of Object.entries(tensors)) packed[`${group}/${name}`] = tensor;
  }
  return packed;
}

/** The inverse of `packGroups`; the groups named are there even when they are empty. */
export function unpackGroups<const Name extends string>(
  packed: NamedTensors,
  groups: readonly Name[],
): Record<Name, NamedTensors> {
  const unpacked = new Map<string, Record<string, Tensor>>(groups.map((group) => [group, {}]));
  for (const [path, tensor] of Object.entries(packed)) {
    const separator = path.indexOf('/');
    const group = unpacked.get(path.slice(0, separator));
    if (group !== undefined) group[path.slice(separator + 1)] = tensor;
  }
  return Object.fromEntries(unpacked) as Record<Name, NamedTensors>;
}

/** Disposes every tensor of `before` that is not in `after`. */
export function disposeReplaced(before: NamedTensors, after: NamedTensors): void {
  disposeAllBut(Object.values(after), Object.values(before));
}

/** Disposes those tensors that are not among the kept ones. */
export function disposeAllBut(kept: Iterable<Tensor>, tensors: Iterable<Tensor>): void {
  const staying = new Set(kept);
  for (const tensor of tensors) if (!staying.has(tensor)) tensor.dispose();
}

/** All tensors of groups, without making names for them. */
export function tensorsOf(groups: TensorGroups): Tensor[] {
  return Object.values(groups).flatMap((tensors) => Object.values(tensors));
}

/** `tf.tidy` for groups: frees all that `compute` made but did not return. */
export function tidyGroups<G extends TensorGroups>(compute: () => G): G {
  return tf.tidy(compute);
}
