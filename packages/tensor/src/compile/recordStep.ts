import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlowBackend, TensorFlowBinding } from '../native/binding.ts';
import { tf } from '../tf.ts';
import { pruned, type Graph } from './graph.ts';
import { Recorder, type BoundConstant } from './recorder.ts';
import { isTensor, leavesOf, mapTree, type TensorTree, type Tree } from './tree.ts';

/** Where a tensor of the result comes from. */
export type Source =
  | { readonly from: 'input'; readonly index: number; readonly isSameTensor: boolean }
  | { readonly from: 'graph'; readonly index: number };

/** A step's graph and how its inputs and outputs hang on to it. */
export interface RecordedStep {
  readonly graph: Graph;
  /** The inputs that the graph takes. */
  readonly fed: readonly { readonly name: string; readonly index: number }[];
  readonly constants: readonly BoundConstant[];
  /** References in the graph. */
  readonly fetched: readonly string[];
  readonly result: Tree<Source>;
}

/**
 * Runs a step on recorded tensors in place of computed ones, and takes down its graph.
 * @throws Error when it reads numbers or uses tensors from outside, with the line.
 */
export function recordStep(
  backend: TensorFlowBackend,
  inputs: readonly Tensor[],
  step: () => TensorTree,
): RecordedStep {
  const { binding } = backend;
  const recorder = new Recorder(binding);
  const ids = backend.getInputTensorIds(inputs);
  const names = inputs.map(({ shape, dtype }, index) =>
    recorder.addInput(ids[index] as number, { shape, dtype: typeCode(binding, dtype) }),
  );
  const fetched: string[] = [];
  const sourceOf = (tensor: Tensor): Source => {
    const [id] = backend.getInputTensorIds([tensor]) as [number];
    const reference = recorder.outputReference(id);
    const input = names.indexOf(reference);
    if (input >= 0) return { from: 'input', index: input, isSameTensor: tensor === inputs[input] };
    if (!fetched.includes(reference)) fetched.push(reference);
    return { from: 'graph', index: fetched.indexOf(reference) };
  };

  backend.binding = recorder.recordingBinding();
  try {
    const result = runOnce(step, inputs, sourceOf);
    const graph = pruned(recorder.graph, fetched);
    const used = new Set(graph.placeholders.map(({ name }) => name));
    return {
      graph,
      fed: names
        .map((name, index) => ({ name, index }))
        .filter(({ name, index }) => used.has(name) && names.indexOf(name) === index),
      constants: recorder.boundConstants.filter(({ name }) => used.has(name)),
      fetched,
      result,
    };
  } finally {
    backend.binding = binding;
  }
}

/** The step's result with what `sourceOf` says in place of its tensors; nothing of the run is left. */
function runOnce(
  step: () => TensorTree,
  inputs: readonly Tensor[],
  sourceOf: (tensor: Tensor) => Source,
): Tree<Source> {
  let result: Tree<Source>;
  tf.tidy(() => {
    const outputs = step();
    result = mapTree(outputs, isTensor, sourceOf);
    // The tidy leaves what the step has kept.
    for (const { tensor } of leavesOf(outputs)) if (!inputs.includes(tensor)) tensor.dispose();
  });
  return result;
}

function typeCode(binding: TensorFlowBinding, dtype: DataType): number {
  switch (dtype) {
    case 'float32':
      return binding.TF_FLOAT;
    case 'int32':
      return binding.TF_INT32;
    case 'bool':
      return binding.TF_BOOL;
    default:
      throw new Error(`A compiled step takes float32, int32 and bool, not ${dtype}.`);
  }
}
