import type { Scalar, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { compile, gradients, initializeBackend, tf } from '../src/index.ts';
import { normal } from './nativeSupport.ts';

let computed: string[] = [];

beforeAll(async () => {
  await initializeBackend('wasm');
  for (const kernelName of ['Conv2D', 'PadV2', 'Square']) {
    const { kernelFunc, ...rest } = tf.getKernel(kernelName, 'wasm');
    tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({
      ...rest,
      kernelFunc: (call) => {
        computed.push(kernelName);
        return kernelFunc(call);
      },
    });
  }
});
beforeEach(() => {
  computed = [];
});

function computedBy(run: () => void): readonly string[] {
  computed = [];
  run();
  return computed;
}

it('computes once, from the second call on, what a step asks for twice', () => {
  const step = compile(({ x, kernel }: { x: Tensor4D; kernel: Tensor4D }) => {
    const twice = [tf.conv2d(x, kernel, 1, 'same'), tf.conv2d(x.clone(), kernel, 1, 'same')] as const;
    const { value, gradients: slopes } = gradients(
      ({ at }) =>
        tf
          .conv2d(x, at as Tensor4D, 1, 'same')
          .square()
          .sum<Scalar>(),
      { at: kernel },
    );
    return { sum: tf.add(...twice), value, slopes };
  });
  const kernel = normal<tf.Rank.R4>('kernel', [3, 3, 2, 2]);
  const results = ['first', 'second', 'third'].map((name) => {
    const x = normal<tf.Rank.R4>(name, [1, 4, 4, 2]);
    const before = tf.memory().numTensors;
    let numbers: readonly number[] = [];
    const kernels = computedBy(() => {
      tf.tidy(() => {
        const { sum, value, slopes } = step({ x, kernel }, null);
        numbers = [...sum.dataSync(), ...value.dataSync(), ...(slopes['at']?.dataSync() ?? [])];
      });
    });
    expect(tf.memory().numTensors).toBe(before);
    const convolved = tf.conv2d(x, kernel, 1, 'same');
    expect(numbers.slice(0, convolved.size)).toEqual([...convolved.mul(2).dataSync()]);
    return kernels.filter((one) => one === 'Conv2D').length;
  });
  expect(results[0]).toBeGreaterThan(results[1] as number);
  expect((results[0] as number) - (results[1] as number)).toBe(2);
  expect(results[2]).toBe(results[1]);
});

it('knows ops apart by attributes that JSON has no words for', () => {
  const step = compile(({ x }: { x: Tensor1D }) => ({
    high: tf.pad1d(x, [0, 1], Number.POSITIVE_INFINITY),
    low: tf.pad1d(x, [0, 1], Number.NEGATIVE_INFINITY),
  }));
  for (let call = 0; call < 3; call++) {
    const { high, low } = step({ x: tf.tensor1d([call]) }, null);
    expect([...high.dataSync(), ...low.dataSync()]).toEqual([call, Infinity, call, -Infinity]);
  }
});

it('gives tensors that are freed each by itself', () => {
  const step = compile(({ x }: { x: Tensor1D }) => ({ one: tf.square(x), other: tf.square(x) }));
  for (let call = 0; call < 3; call++) {
    const before = tf.memory();
    const x = tf.tensor1d([1 + call]);
    const { one, other } = step({ x }, null);
    one.dispose();
    x.dispose();
    expect([...other.dataSync()]).toEqual([(1 + call) ** 2]);
    other.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  }
  expect(computed.filter((kernel) => kernel === 'Square')).toHaveLength(2 + 1 + 1);
});

it('computes both where a run takes another way than the first', () => {
  let calls = 0;
  const step = compile(({ x, y }: { x: Tensor1D; y: Tensor1D }) => ({
    one: tf.square(x),
    other: tf.square(calls++ === 0 ? x : y),
  }));
  for (let call = 0; call < 3; call++) {
    const { other } = step({ x: tf.tensor1d([2]), y: tf.tensor1d([3]) }, null);
    expect([...other.dataSync()]).toEqual([call === 0 ? 4 : 9]);
  }
});
