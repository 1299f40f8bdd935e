import { beforeAll, expect, it } from 'vitest';
import { Layouts } from '../src/compile/layouts.ts';
import type { TensorTree } from '../src/compile/tree.ts';
import { initializeBackend, tf } from '../src/index.ts';

beforeAll(async () => {
  await initializeBackend('wasm');
});

it('tells calls apart by names, places, shapes, types, and by which inputs are the same', () => {
  const layouts = new Layouts();
  const x = tf.zeros([2, 3]);
  const calls: TensorTree[] = [
    { x, y: { z: tf.zeros([2]) } },
    { x, y: { other: tf.zeros([2]) } },
    { x, z: { y: tf.zeros([2]) } },
    { x: { y: { z: tf.zeros([2, 3]) } }, y: tf.zeros([2]) },
    { x: {}, y: { x: tf.zeros([2, 3]), z: tf.zeros([2]) } },
    { x, y: { z: tf.zeros([3]) } },
    { x, y: { z: tf.zeros([2, 1]) } },
    { x, y: { z: tf.zeros([2], 'int32') } },
    { x, y: { z: tf.zeros([2, 3]) } },
    { x, y: { z: x } },
    { x, y: { z: x.clone() }, w: undefined },
  ];
  const signatures = calls.map((call) => layouts.callOf(call).signature);
  // A clone is the same data, and what is undefined is not there.
  expect(new Set(signatures).size).toBe(calls.length - 1);
  expect(signatures[10]).toBe(signatures[9]);
  // The same again, now that later ones have taken the places of the first.
  expect(calls.map((call) => layouts.callOf(call).signature)).toEqual(signatures);
});

it('hands the tensors over in the order of their names, of a call that looks like an earlier one too', () => {
  const layouts = new Layouts();
  const call = () => ({ state: { b: tf.zeros([1]), a: tf.zeros([2]) }, rate: tf.scalar(1) });
  const first = call();
  const second = call();
  expect(layouts.callOf(first).tensors).toEqual([first.state.b, first.state.a, first.rate]);
  const { tensors, signature } = layouts.callOf(second);
  expect(tensors[0]).toBe(second.state.b);
  expect(tensors[2]).toBe(second.rate);
  expect(signature).toBe('state/b float32[1]=0;state/a float32[2]=1;rate float32[]=2');
});
