import type { TensorFlowBinding } from '../native/binding.ts';
import { nodeOf, type Graph, type GraphNode } from './graph.ts';

/**
 * TensorFlow's optimizer turns x / √y into x · 1/√y where nobody else looks at √y, and rounds otherwise. What is
 * fetched stays as it is: these are the square roots, to be fetched and thrown away.
 */
export function rootsInDenominators({ nodes }: Graph): readonly string[] {
  const roots = new Set(nodes.filter(({ op }) => op === 'Sqrt').map(({ name }) => name));
  const denominators = nodes.filter(({ op }) => op.endsWith('Div')).map(({ inputs }) => inputs[1] ?? '');
  return [...new Set(denominators.filter((reference) => roots.has(nodeOf(reference))))];
}

/**
 * TensorFlow's optimizer makes one op of a convolution and the batch norm by given statistics after it, and rounds
 * otherwise, unless the statistics are asked for as well: these nodes do, to be fetched and thrown away.
 */
export function statisticsOfBatchNorms(binding: TensorFlowBinding, { nodes }: Graph): readonly GraphNode[] {
  const attributes = [{ name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }];
  return nodes
    .filter(({ op }) => op === 'FusedBatchNormV3')
    .filter((node) => node.attributes.some(({ name, value }) => name === 'is_training' && value === false))
    .map(({ name }) => ({ name: `${name}_mean`, op: 'Identity', attributes, inputs: [`${name}:1`] }));
}
