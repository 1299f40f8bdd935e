import type { OpAttribute, TensorFlowBinding } from '../native/binding.ts';
import type { TensorType } from './graph.ts';

/** Ops that tfjs-node calls without their types, and which input each type is that of: an eager call infers them. */
const inferred: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ExpandDims: { T: 0, Tdim: 1 },
};

/** An op's attributes with its types written out, as a graph needs them. */
export function withTypes(
  binding: TensorFlowBinding,
  op: string,
  attributes: readonly OpAttribute[],
  inputs: readonly TensorType[],
): readonly OpAttribute[] {
  const missing = Object.entries(inferred[op] ?? {}).filter(([name]) =>
    attributes.every((given) => given.name !== name),
  );
  const types = missing.map(([name, input]) => ({
    name,
    type: binding.TF_ATTR_TYPE,
    value: (inputs[input] as TensorType).dtype,
  }));
  return [...attributes, ...types];
}
