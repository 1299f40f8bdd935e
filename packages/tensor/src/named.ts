import type { NamedTensors } from '@ballast/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { tf } from './tf.ts';

/** `change` of every tensor, under the same names. */
export function mapNamed(tensors: NamedTensors, change: (tensor: Tensor, name: string) => Tensor): NamedTensors {
  const result: Record<string, Tensor> = {};
  for (const name in tensors) result[name] = change(tensors[name] as Tensor, name);
  return result;
}

/** `combine` of the tensors of one name, under the names of the first. @throws Error when the second lacks one. */
export function zipNamed(
  first: NamedTensors,
  second: NamedTensors,
  combine: (first: Tensor, second: Tensor, name: string) => Tensor,
): NamedTensors {
  return mapNamed(first, (tensor, name) => combine(tensor, namedTensor(second, name), name));
}

/** @throws Error that lists the names there are. */
export function namedTensor(tensors: NamedTensors, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new Error(`No tensor is called "${name}", only ${Object.keys(tensors).join(', ')}.`);
  return tensor;
}

export function disposeNamed(tensors: NamedTensors): void {
  for (const name in tensors) (tensors[name] as Tensor).dispose();
}

/** Takes the tensors out of the `tf.tidy` around; returns them. */
export function keepNamed(tensors: NamedTensors): NamedTensors {
  return mapNamed(tensors, (tensor) => tf.keep(tensor));
}
