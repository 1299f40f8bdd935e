import type { Rank, Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  exp,
  gradients,
  gradientsAnd,
  initializeBackend,
  logSoftmax,
  sigmoid,
  softmax,
  softmaxCrossEntropy,
  tanh,
  tf,
} from '../src/index.ts';
import { expectNear, normal } from './support.ts';

type Elementwise = (x: Tensor2D) => Tensor;

const labels = () => tf.tensor1d([0, 2, 1, 1], 'int32');

/** Functions with formulas whose ops tfjs differentiates any number of times. */
const functions: [name: string, actual: Elementwise, formula: Elementwise][] = [
  ['sigmoid', sigmoid, (x) => tf.div(1, tf.add(1, exponential(x.neg())))],
  ['tanh', tanh, (x) => tf.sub(1, tf.div(2, exponential(x.mul(2)).add(1)))],
  ['exp', exp, exponential],
  ['softmax', softmax, (x) => exponential(x).div(exponential(x).sum(1, true))],
  ['logSoftmax', logSoftmax, (x) => x.sub(tf.log(exponential(x).sum(1, true)))],
  [
    'softmaxCrossEntropy',
    (x) => softmaxCrossEntropy(x, labels()),
    (x) => tf.log(exponential(x).sum(1)).sub(x.mul(tf.oneHot(labels(), 3)).sum(1)),
  ],
];

describe('functions', () => {
  beforeAll(() => initializeBackend());

  it.each(functions)(
    '%s has the value, the gradient and the second derivative of its formula',
    (_, actual, formula) => {
      const x = normal<Rank.R2>('x', [4, 3]).mul<Tensor2D>(0.5);
      const u = normal<Rank.R2>('u', [4, 3]);
      const v = normal('v', actual(x).shape);
      expectNear(actual(x), formula(x), 1e-4);
      const gradient = (f: Elementwise) =>
        tf.grad((z: Tensor) =>
          f(z as Tensor2D)
            .mul(v)
            .sum(),
        );
      expectNear(gradient(actual)(x), gradient(formula)(x), 1e-4);
      const second = (f: Elementwise) => tf.grad((z: Tensor) => gradient(f)(z).mul(u).sum());
      expectNear(second(actual)(x), second(formula)(x), 1e-4);
    },
  );

  it('softmaxCrossEntropy’s gradient differentiates in the outer factor too', () => {
    const logits = normal<Rank.R2>('x', [4, 3]);
    const u = normal<Rank.R2>('u', [4, 3]);
    const weights = normal<Rank.R1>('w', [4]);
    const alongU = (w: Tensor): Scalar => {
      const weighted = (z: Tensor) =>
        softmaxCrossEntropy(z as Tensor2D, labels())
          .mul(w)
          .sum();
      return tf.grad(weighted)(logits).mul(u).sum();
    };
    // ⟨∂L/∂z, u⟩ is linear in the weights: its gradient is the per-sample ⟨softmax − onehot, u⟩.
    const expected = tf.softmax(logits).sub(tf.oneHot(labels(), 3)).mul(u).sum(1);
    expectNear(tf.grad(alongU)(weights), expected);
  });

  it('gradientsAnd hands out what the loss computes beside its value, and the tidy around frees it', () => {
    const parameters = { a: tf.tensor1d([3, 4]) };
    const before = tf.memory().numTensors;
    const numbers = tf.tidy(() => {
      const {
        value,
        gradients: slopes,
        more,
      } = gradientsAnd(({ a }) => {
        const squares = (a as Tensor).square();
        return { value: squares.sum<Scalar>(), more: { squares } };
      }, parameters);
      return [value, slopes['a'] as Tensor, more.squares].map((tensor) => [...tensor.dataSync()]);
    });
    expect(numbers).toEqual([[25], [6, 8], [9, 16]]);
    expect(tf.memory().numTensors).toBe(before);
    parameters.a.dispose();
  });

  it('gradients names them, fills in zeros, nests and leaks nothing', () => {
    const parameters = { a: tf.scalar(3), b: tf.tensor1d([1, 2]), unused: tf.tensor1d([1, 2, 3]) };
    const before = tf.memory().numTensors;
    const square = (named: typeof parameters): Scalar => named.a.mul(named.b.square().sum()); // a·Σb²
    const first = gradients(() => square(parameters), parameters);
    expect(first.value.dataSync()[0]).toBe(15);
    expectNear(first.gradients['b'] as Tensor, [6, 12]);
    expectNear(first.gradients['unused'] as Tensor, [0, 0, 0]);
    const second = gradients(() => {
      const inner = gradients(() => square(parameters), { b: parameters.b });
      return (inner.gradients['b'] as Tensor).sum(); // 2a·Σb
    }, parameters);
    expectNear(second.gradients['a'] as Tensor, [6]);
    expectNear(second.gradients['b'] as Tensor, [6, 6]);
    tf.dispose([first.value, second.value, ...Object.values(first.gradients), ...Object.values(second.gradients)]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** eˣ as (Σ (x/16)ⁿ/n!)¹⁶: polynomials alone. */
function exponential(x: Tensor): Tensor {
  const small = x.div(16);
  let term: Tensor = tf.onesLike(x);
  let sum: Tensor = term;
  for (let n = 1; n <= 8; n++) {
    term = term.mul(small).div(n);
    sum = sum.add(term);
  }
  return sum.square().square().square().square();
}
