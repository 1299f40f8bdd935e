import { nodeOf, type Graph } from './graph.ts';

/**
 * TensorFlow's optimizer turns x / √y into x · 1/√y where nobody else looks at √y, and rounds otherwise. What is
 * fetched stays as it is: these are the square roots, to be fetched and thrown away.
 */
export function rootsInDenominators({ nodes }: Graph): readonly string[] {
  const roots = new Set(nodes.filter(({ op }) => op === 'Sqrt').map(({ name }) => name));
  const denominators = nodes.filter(({ op }) => op.endsWith('Div')).map(({ inputs }) => inputs[1] ?? '');
  return [...new Set(denominators.filter((reference) => roots.has(nodeOf(reference))))];
}
