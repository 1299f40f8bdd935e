import { type NamedArray, type NamedTensors, type Network, type NetworkState, type PhaseContext } from '@ballast/core';
import { disposeNamed, namedTensor, networkLayout, tf, type Layout } from '@ballast/tensor';

/**
 * A trained classifier as one array [P] that a phase can hand on: the numbers of its parameters, then of its buffers,
 * in the order in which the network names them.
 */
export function classifierArray(network: Network, { parameters, buffers }: NetworkState): NamedArray {
  const layout = networkLayout(network);
  const tensors = [...inOrder(parameters, layout.parameters), ...inOrder(buffers, layout.buffers)];
  const data = new Float32Array(tensors.reduce((sum, { size }) => sum + size, 0));
  let offset = 0;
  for (const tensor of tensors) {
    data.set(tensor.dataSync(), offset);
    offset += tensor.size;
  }
  return { shape: [data.length], data };
}

/** The inverse of `classifierArray`; the caller disposes. @throws Error when the array is of another network. */
export function classifierFromArray(network: Network, { data }: NamedArray): NetworkState {
  const layout = networkLayout(network);
  let offset = 0;
  const read = (group: Layout): NamedTensors =>
    Object.fromEntries(
      Object.entries(group).map(([name, shape]) => {
        const size = shape.reduce((product, length) => product * length, 1);
        return [name, tf.tensor(data.subarray(offset, (offset += size)), [...shape])];
      }),
    );
  const state = { parameters: read(layout.parameters), buffers: read(layout.buffers) };
  if (offset === data.length) return state;
  disposeNamed(state.parameters);
  disposeNamed(state.buffers);
  throw new Error(`The network has ${String(offset)} numbers, the stored classifier ${String(data.length)}.`);
}

/** The classifier that an earlier phase handed on, with a linear head; the caller disposes. */
export function handedOnClassifier(context: PhaseContext, phase = 'pretraining'): NetworkState {
  const { classifier } = context.output(phase).arrays;
  if (classifier === undefined) throw new Error(`The phase "${phase}" handed on no classifier.`);
  return classifierFromArray(context.network('linear'), classifier);
}

function inOrder(tensors: NamedTensors, layout: Layout) {
  return Object.keys(layout).map((name) => namedTensor(tensors, name));
}
