import { nodeOf, type Graph } from './graph.ts';

/** So many convolutions may be waiting: the two of a layer's backward pass or of its tangent, and its neighbours'. */
const reach = 8;

/**
 * The same graph with its convolutions about in the order of the step. TensorFlow runs whatever is ready: an actual
 * step's forward pass, asked for after a meta gradient, would run as soon as its images are there, and its
 * activations would be held all the while. A convolution that could start much earlier waits for the one before it.
 */
export function withConvolutionsInOrder(graph: Graph): Graph {
  const convolutions: string[] = [];
  /** Of every node, the last convolution that it follows from. */
  const latest = new Map<string, number>();
  const nodes = graph.nodes.map((node) => {
    const follows = Math.max(-1, ...node.inputs.map((input) => latest.get(nodeOf(input)) ?? -1));
    latest.set(node.name, follows);
    if (!node.op.startsWith('Conv2D')) return node;
    const before = convolutions.at(-1);
    const place = convolutions.push(node.name) - 1;
    latest.set(node.name, place);
    if (before === undefined || place - follows <= reach) return node;
    return { ...node, inputs: [...node.inputs, `^${before}`] };
  });
  return { ...graph, nodes };
}
