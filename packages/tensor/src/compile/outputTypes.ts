import type { OpAttribute, TensorFlowBinding } from '../native/binding.ts';
import type { TensorType, TypeCode } from './graph.ts';

type Numbers = Float32Array | Int32Array | Uint8Array;

/** What is known of an op's input before it is computed. */
export interface KnownInput extends TensorType {
  /** A constant's numbers; what comes out may be shaped by them. */
  readonly values?: Numbers | undefined;
}

const known = new Map<string, readonly TensorType[]>();
/** No shape is given by a longer list of numbers. */
const longestShape = 32;

/**
 * Shapes and types of what an op gives. It is asked of TensorFlow itself: the op runs once on zeros of its
 * inputs' shapes (constants as they are), and is remembered; so nothing of a step's size is held meanwhile.
 */
export function outputTypes(
  binding: TensorFlowBinding,
  op: string,
  attributes: readonly OpAttribute[],
  inputs: readonly KnownInput[],
  outputs: number,
): readonly TensorType[] {
  const areScalars = inputs.every(({ shape }) => shape.length === 0);
  const described = inputs.map((input) => describe(input, areScalars));
  const key = JSON.stringify([op, attributes, described, outputs]);
  const types = known.get(key) ?? typesOfRun(binding, op, attributes, inputs, outputs);
  known.set(key, types);
  return types;
}

/** Integers may be a shape; among scalars alone, floats may be a range. */
function describe({ shape, dtype, values }: KnownInput, areScalars: boolean): unknown {
  if (values === undefined || values.length > longestShape) return [shape, dtype];
  return areScalars || !(values instanceof Float32Array) ? [shape, dtype, [...values]] : [shape, dtype];
}

function typesOfRun(
  binding: TensorFlowBinding,
  op: string,
  attributes: readonly OpAttribute[],
  inputs: readonly KnownInput[],
  outputs: number,
): readonly TensorType[] {
  const ids: number[] = [];
  try {
    for (const { shape, dtype, values } of inputs) {
      ids.push(binding.createTensor(shape, dtype, values ?? zeros(binding, shape, dtype)));
    }
    const results = binding.executeOp(op, attributes, ids, outputs);
    ids.push(...results.map(({ id }) => id));
    return results.map(({ shape, dtype }) => ({ shape, dtype }));
  } finally {
    for (const id of ids) binding.deleteTensor(id);
  }
}

function zeros(binding: TensorFlowBinding, shape: readonly number[], dtype: TypeCode): Numbers {
  const size = shape.reduce((product, length) => product * length, 1);
  switch (dtype) {
    case binding.TF_FLOAT:
      return new Float32Array(size);
    case binding.TF_INT32:
      return new Int32Array(size);
    case binding.TF_BOOL:
      return new Uint8Array(size);
    default:
      throw new Error(
        `A compiled step holds floats, integers of 32 bits and Booleans, not TensorFlow's type ${String(dtype)}.`,
      );
  }
}
