import type { Tensor } from '@tensorflow/tfjs-core';
import type { NamedTensors } from '@ballast/core';

/** The tensor of that name. @throws Error when a method mixed up its tensors. */
export function tensorNamed(tensors: NamedTensors, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined)
    throw new Error(`No tensor is called "${name}" (there are: ${Object.keys(tensors).join(', ')}).`);
  return tensor;
}

/** One value a name. */
export function forEachName<T>(names: Iterable<string>, value: (name: string) => T): Record<string, T> {
  const result: Record<string, T> = {};
  for (const name of names) result[name] = value(name);
  return result;
}
