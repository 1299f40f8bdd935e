import { expect, it } from 'vitest';
import type { GraphNode } from '../src/compile/graph.ts';
import { withConvolutionsInOrder } from '../src/compile/order.ts';

const node = (name: string, op: string, ...inputs: string[]): GraphNode => ({ name, op, attributes: [], inputs });

function inputsOf(nodes: readonly GraphNode[]): Record<string, readonly string[]> {
  const ordered = withConvolutionsInOrder({ placeholders: [], constants: [], nodes });
  return Object.fromEntries(ordered.nodes.map(({ name, inputs }) => [name, inputs]));
}

/** Each after the one before it, with an op between them. */
function pass(name: string, layers: number): GraphNode[] {
  return Array.from({ length: layers }, (_, layer) => [
    node(`${name}${String(layer)}`, 'Conv2D', layer === 0 ? 'images' : `${name}relu${String(layer - 1)}:0`, 'kernel'),
    node(`${name}relu${String(layer)}`, 'Relu', `${name}${String(layer)}:0`),
  ]).flat();
}

it('makes a pass that could start at once wait for a long one before it', () => {
  const first = pass('first', 12);
  const second = pass('second', 3);
  const inputs = inputsOf([...first, ...second]);
  expect(inputs['second0']).toEqual(['images', 'kernel', '^first11']);
  for (const { name, inputs: given } of [...first, ...second.slice(1)]) expect(inputs[name]).toEqual(given);
});

it('leaves neighbours free, and what is no convolution', () => {
  const nodes = [...pass('short', 4), ...pass('other', 4), node('sum', 'Sum', 'images')];
  expect(Object.values(inputsOf(nodes))).toEqual(nodes.map(({ inputs }) => inputs));
});
