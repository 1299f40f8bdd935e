import type { KernelFunc, NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { tf } from '../tf.ts';

/** What a backend is asked to compute. */
export interface KernelRun {
  readonly kernel: string;
  readonly inputs: NamedTensorInfoMap;
  readonly attributes: NamedAttrMap;
}

/** Some kernels give a list, of one even. */
export type KernelOutputs = TensorInfo | TensorInfo[];

/** Answers in a backend's place, or asks it. */
export type KernelAnswer = (run: KernelRun, compute: () => KernelOutputs) => KernelOutputs;

let answer: KernelAnswer | undefined;
const answerable = new Set<string>();

/**
 * `f()` with `next` answering for the backend; what a kernel runs in turn is the backend's own business.
 * Gradients and forward mode see the same ops, however they are computed.
 */
export function answering<T>(next: KernelAnswer, f: () => T): T {
  makeAnswerable(tf.getBackend());
  return withAnswer(next, f);
}

function withAnswer<T>(next: KernelAnswer | undefined, f: () => T): T {
  const before = answer;
  answer = next;
  try {
    return f();
  } finally {
    answer = before;
  }
}

function makeAnswerable(backendName: string): void {
  if (answerable.has(backendName)) return;
  answerable.add(backendName);
  for (const config of tf.getKernelsForBackend(backendName)) {
    tf.unregisterKernel(config.kernelName, backendName);
    tf.registerKernel({ ...config, kernelFunc: answered(config.kernelName, config.kernelFunc) });
  }
}

function answered(kernel: string, compute: KernelFunc): KernelFunc {
  return (given) => {
    if (answer === undefined) return compute(given);
    const { inputs, attrs: attributes = {} } = given;
    return answer({ kernel, inputs, attributes }, () => withAnswer(undefined, () => compute(given)));
  };
}
