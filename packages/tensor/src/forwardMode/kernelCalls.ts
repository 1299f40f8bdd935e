import type { NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

type Outputs = Tensor | Tensor[];

/** A function with a gradient of its own (`tf.customGrad`), as the engine runs it. */
export interface CustomGradientCall {
  readonly inputs: NamedTensorMap;
  readonly forwardFunc: (backend: unknown, save: (tensors: Tensor[]) => void) => Outputs;
}

/** Sees what the engine is asked to compute, and answers in its place. */
export interface KernelObserver {
  kernel(name: string, inputs: NamedTensorMap, attributes: NamedAttrMap): Outputs;
  customGradient(call: CustomGradientCall): Outputs;
}

interface ObservedEngine {
  runKernel(name: string, inputs: NamedTensorMap, attributes?: NamedAttrMap): Outputs;
  runKernelFunc(call: CustomGradientCall | { readonly kernelName: string }): Outputs;
  clone(tensor: Tensor): Tensor;
}

let observer: KernelObserver | undefined;
let runUnobserved: ((call: CustomGradientCall) => Outputs) | undefined;
const originals = new WeakMap<Tensor, Tensor>();

/** `f()` with every op in it shown to `next`; undefined: to nobody. What an observer does itself it does not see. */
export function observed<T>(next: KernelObserver | undefined, f: () => T): T {
  install();
  const before = observer;
  observer = next;
  try {
    return f();
  } finally {
    observer = before;
  }
}

/** The function itself; `next` sees the ops inside. */
export function runCustomGradient(next: KernelObserver | undefined, call: CustomGradientCall): Outputs {
  return observed(next, () => (runUnobserved as NonNullable<typeof runUnobserved>)(call));
}

/** Who observes at the moment. */
export function currentObserver(): KernelObserver | undefined {
  return observer;
}

/** What a tensor is a copy of that the engine saved for a backward pass. */
export function originalOf(tensor: Tensor): Tensor | undefined {
  return originals.get(tensor);
}

/** All ops of tfjs, those of its gradients included, come to these methods of its one engine. */
function install(): void {
  if (runUnobserved !== undefined) return;
  const engine = tf.engine() as unknown as ObservedEngine;
  const runKernel = engine.runKernel.bind(engine);
  const runKernelFunc = engine.runKernelFunc.bind(engine);
  const clone = engine.clone.bind(engine);
  runUnobserved = runKernelFunc;
  engine.runKernel = (name, inputs, attributes) =>
    observer === undefined ? runKernel(name, inputs, attributes) : observer.kernel(name, inputs, attributes ?? {});
  engine.runKernelFunc = (call) =>
    observer === undefined || 'kernelName' in call ? runKernelFunc(call) : observer.customGradient(call);
  engine.clone = (tensor) => {
    const copy = clone(tensor);
    originals.set(copy, tensor);
    return copy;
  };
}
