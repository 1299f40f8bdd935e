import type { NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

/** What a kernel was given and what it gave. */
export interface KernelCall {
  readonly kernel: string;
  /** By the kernel's own names; '0', '1' … of a kernel that takes a list. */
  readonly inputs: NamedTensorMap;
  readonly attributes: NamedAttrMap;
  readonly outputs: readonly Tensor[];
}

/** By input; a missing one is zero. At least one is there. */
export type InputTangents = Readonly<Record<string, Tensor | undefined>>;

/** Of a kernel's one output, or of all of them; undefined is zero. */
export type OutputTangents = Tensor | undefined | readonly (Tensor | undefined)[];

/**
 * A kernel's directional derivative. It is computed by ordinary ops, with a gradient and a rule themselves, so
 * that both modes nest.
 */
export type Rule = (call: KernelCall, tangents: InputTangents) => OutputTangents;
export type Rules = Readonly<Record<string, Rule>>;

/** Of tangents; a missing one is zero. */
export function sum(first: Tensor | undefined, second: Tensor | undefined): Tensor | undefined {
  if (first === undefined) return second;
  if (second === undefined) return first;
  return tf.add(first, second);
}

/** One of a kernel's inputs or outputs that every call has. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the rule knows the rank
export function required<T extends Tensor = Tensor>(tensor: Tensor | undefined): T {
  if (tensor === undefined) throw new Error('A kernel was called without an input that it cannot do without.');
  return tensor as T;
}

/** The same kernel on other inputs. */
export function rerun(
  { kernel, inputs, attributes }: KernelCall,
  replaced: Readonly<Record<string, Tensor>>,
  otherAttributes: NamedAttrMap = {},
): Tensor | Tensor[] {
  const all = { ...inputs, ...replaced };
  // Kernels that take a list insist on an array.
  const given = Array.isArray(inputs) ? Object.values(all) : all;
  return tf
    .engine()
    .runKernel<Tensor | Tensor[]>(kernel, given as NamedTensorMap, { ...attributes, ...otherAttributes });
}
