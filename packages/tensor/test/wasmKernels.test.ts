import type { Rank, Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { backendName, initializeBackend, tf } from '../src/index.ts';
import { portableKernels } from '../src/kernels/portable.ts';
import { wasmKernels } from '../src/kernels/wasm/kernels.ts';
import { expectNear, normal } from './support.ts';

const epsilon = 1e-5;

describe('wasm kernels', () => {
  beforeAll(() => initializeBackend('wasm'));

  it('are used where the wasm backend is', () => {
    expect(backendName()).toBe('wasm');
    expect(tf.getBackend()).toBe('wasm');
  });

  it.each([[[4, 5, 3, 6]], [[1, 8, 8, 2]], [[2, 3, 3, 13]], [[7, 3]], [[2, 4]]])(
    'normalise a batch of shape %j as the formula does',
    (shape) => {
      const channels = shape.at(-1) as number;
      const x = normal('x', shape).add(3);
      const gamma = normal<Rank.R1>('gamma', [channels]);
      const beta = normal<Rank.R1>('beta', [channels]);
      const expected = portableKernels.batchNormTrain(x, gamma, beta, epsilon);
      const actual = wasmKernels.batchNormTrain(x, gamma, beta, epsilon);
      expectNear(actual.output, expected.output);
      expectNear(actual.mean, expected.mean);
      expectNear(actual.variance, expected.variance);

      const dy = normal('dy', shape);
      const expectedGradient = portableKernels.batchNormTrainGradient(dy, x, gamma, expected, epsilon);
      const gradient = wasmKernels.batchNormTrainGradient(dy, x, gamma, expected, epsilon);
      expectNear(gradient.x, expectedGradient.x);
      expectNear(gradient.gamma, expectedGradient.gamma);
      expectNear(gradient.beta, expectedGradient.beta);
    },
  );

  it('take cross entropy and its gradient as the formula does, for extreme logits too', () => {
    const scale = tf.tensor2d([[1], [1], [1], [10], [50], [200]]);
    const logits = normal<Rank.R2>('logits', [6, 4]).mul<Tensor2D>(scale);
    const labels = tf.tensor1d([0, 1, 2, 3, 0, 1], 'int32');
    const dy = normal<Rank.R1>('dy', [6]);
    expectNear(wasmKernels.softmaxCrossEntropy(logits, labels), portableKernels.softmaxCrossEntropy(logits, labels));
    expectNear(
      wasmKernels.softmaxCrossEntropyGradient(dy, logits, labels),
      portableKernels.softmaxCrossEntropyGradient(dy, logits, labels),
    );
  });

  it('thin and spread images as the ops do', () => {
    for (const stride of [1, 2, 3]) {
      const thinning = { stride, before: 2, after: 3 };
      const x = normal<Rank.R4>('x', [2, 5, 6, 4]);
      const thinned = portableKernels.thin(x, thinning);
      expectNear(wasmKernels.thin(x, thinning), thinned);
      const y = normal<Rank.R4>('y', thinned.shape);
      expectNear(wasmKernels.spread(y, thinning, [5, 6]), portableKernels.spread(y, thinning, [5, 6]));
    }
  });

  it('multiply matrices, with a bias, as the ops do', () => {
    const [x, kernel, bias] = [
      normal<Rank.R2>('x', [5, 7]),
      normal<Rank.R2>('kernel', [7, 3]),
      normal<Rank.R1>('bias', [3]),
    ];
    expectNear(wasmKernels.dense(x, kernel, bias), portableKernels.dense(x, kernel, bias));
    expect(wasmKernels.dense(x, kernel, bias).shape).toEqual([5, 3]);
  });

  it('multiply transposed matrices of any rank', () => {
    const a = normal('a', [2, 4, 3]);
    const b = normal('b', [2, 5, 4]);
    const expected = tf.matMul(a.transpose([0, 2, 1]), b.transpose([0, 2, 1]));
    expectNear(tf.matMul(a, b, true, true), expected);
  });

  it('move a running value', () => {
    const [running, batch] = [normal<Rank.R1>('running', [5]), normal<Rank.R1>('batch', [5])];
    expectNear(
      wasmKernels.movingAverage(running, batch, 0.1, 1.25),
      portableKernels.movingAverage(running, batch, 0.1, 1.25),
    );
  });
});
