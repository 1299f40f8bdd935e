import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { initializeBackend, tf } from '../src/index.ts';
import type { Kernels } from '../src/kernels/contract.ts';
import { convolve } from '../src/kernels/convolution.ts';
import { batchNormTrain, reluGradient, softmaxCrossEntropy } from '../src/kernels/operations.ts';
import { portableKernels } from '../src/kernels/portable.ts';
import { tensorFlowBackend } from '../src/native/binding.ts';
import { nativeKernels } from '../src/native/kernels.ts';
import { expectNear, nativeIsInstalled, normal, withNative } from './nativeSupport.ts';

const epsilon = 1e-5;
const shapes: readonly (readonly number[])[] = [
  [4, 5, 3, 6],
  [1, 8, 8, 2],
  [7, 3],
  [2, 3],
];

describe.skipIf(!nativeIsInstalled)(withNative('fused kernels'), () => {
  let fused: Kernels;

  beforeAll(async () => {
    await initializeBackend('native');
    fused = nativeKernels(tensorFlowBackend());
  });

  it.each(shapes)('normalise a batch of shape [%i, %i, …] as the formula does', (...shape) => {
    const { x, gamma, beta, dy } = batch(shape);
    const expected = portableKernels.batchNormTrain(x, gamma, beta, epsilon);
    const actual = fused.batchNormTrain(x, gamma, beta, epsilon);
    expectNear(actual.output, expected.output);
    expectNear(actual.mean, expected.mean);
    expectNear(actual.variance, expected.variance);

    const expectedGradient = portableKernels.batchNormTrainGradient(dy, x, gamma, expected, epsilon);
    const gradient = fused.batchNormTrainGradient(dy, x, gamma, actual, epsilon);
    expectNear(gradient.x, expectedGradient.x);
    expectNear(gradient.gamma, expectedGradient.gamma);
    expectNear(gradient.beta, expectedGradient.beta);
  });

  it('give a channel that does not vary its offset, and it no gradient', () => {
    const x = tf.fill<tf.Rank.R4>([3, 2, 2, 1], 5);
    const { output, ...statistics } = fused.batchNormTrain(x, tf.tensor1d([2]), tf.tensor1d([0.5]), epsilon);
    expectNear(output, tf.fill(x.shape, 0.5));
    expectNear(statistics.variance, tf.zeros([1]));
    const gradient = fused.batchNormTrainGradient(tf.onesLike(x), x, tf.tensor1d([2]), statistics, epsilon);
    expectNear(gradient.x, tf.zerosLike(x));
  });

  it('pass a gradient where the input is positive only, at zero not', () => {
    const x = tf.tensor1d([-1, -0, 0, 1e-30, 2]);
    const dy = tf.tensor1d([3, 3, 3, 3, 3]);
    expect([...fused.reluGradient(dy, x).dataSync()]).toEqual([0, 0, 0, 3, 3]);
  });

  it('take cross entropy and its gradient as the formula does, for extreme logits too', () => {
    const logits = normal<tf.Rank.R2>('logits', [6, 4]).mul<tf.Tensor2D>(
      tf.tensor2d([[1], [1], [1], [10], [50], [80]]),
    );
    const labels = tf.tensor1d([0, 1, 2, 3, 0, 1], 'int32');
    const dy = normal<tf.Rank.R1>('dy', [6]);
    expectNear(fused.softmaxCrossEntropy(logits, labels), portableKernels.softmaxCrossEntropy(logits, labels));
    expectNear(
      fused.softmaxCrossEntropyGradient(dy, logits, labels),
      portableKernels.softmaxCrossEntropyGradient(dy, logits, labels),
    );
  });

  it.each([
    { shape: [3, 8, 8, 5], stride: 2, before: 2, after: 3 },
    { shape: [2, 6, 9, 4], stride: 3, before: 0, after: 0 },
    { shape: [2, 7, 8, 3], stride: 2, before: 1, after: 0 },
    { shape: [2, 4, 4, 3], stride: 1, before: 1, after: 2 },
  ] as const)('thin images to the bit as a strided slice does: $shape, stride $stride', ({ shape, ...thinning }) => {
    const x = normal<tf.Rank.R4>('images', [...shape]);
    const [actual, expected] = [fused.thin(x, thinning), portableKernels.thin(x, thinning)];
    expect(actual.shape).toEqual(expected.shape);
    expect([...actual.dataSync()]).toEqual([...expected.dataSync()]);
  });

  it('give a loss the gradient of its formula', () => {
    const { x, gamma, beta } = batch([4, 3, 3, 2]);
    const labels = tf.tensor1d([0, 1, 1, 0], 'int32');
    const loss = (images: Tensor): Tensor => {
      const { output } = batchNormTrain(images, gamma, beta, epsilon);
      return softmaxCrossEntropy(tf.relu(output).sum([1, 2]), labels).mean();
    };
    const writtenOut = (images: Tensor): Tensor => {
      const { output } = portableKernels.batchNormTrain(images, gamma, beta, epsilon);
      const logits = output.mul(tf.step(output)).sum([1, 2]); // [4, 2]
      const ofLabel = logits.mul(tf.oneHot(labels, 2)).sum(1);
      return tf.logSumExp(logits, 1).sub(ofLabel).mean();
    };
    expectNear(loss(x), writtenOut(x));
    expectNear(tf.grad(loss)(x), tf.grad(writtenOut)(x));
  });

  it('can be differentiated twice', () => {
    const { x, gamma, beta, dy } = batch([4, 3, 3, 2]);
    const [alongX, alongGamma] = [normal('along x', x.shape), normal('along gamma', gamma.shape)];
    /** Of Σ dy · output²: its slope along a direction of x and gamma, differentiated by both once more. */
    const second = ({ batchNormTrain: normalise }: Pick<Kernels, 'batchNormTrain'>): Tensor[] => {
      const loss = (images: Tensor, scales: Tensor): Tensor =>
        normalise(images, scales as Tensor1D, beta, epsilon)
          .output.square()
          .mul(dy)
          .sum();
      const slope = (images: Tensor, scales: Tensor): Tensor => {
        const [byX, byGamma] = tf.grads(loss)([images, scales]) as [Tensor, Tensor];
        return byX.mul(alongX).sum().add(byGamma.mul(alongGamma).sum());
      };
      return tf.grads(slope)([x, gamma]);
    };
    const expected = second(portableKernels);
    second({ batchNormTrain }).forEach((actual, index) => {
      expectNear(actual, expected[index] as Tensor);
    });
  });

  it('leave no tensor behind', () => {
    const { x, gamma, beta, dy } = batch([4, 5, 3, 6]);
    const logits = normal<tf.Rank.R2>('logits', [4, 3]);
    const labels = tf.tensor1d([0, 1, 2, 0], 'int32');
    const kernel = normal<tf.Rank.R4>('kernel', [3, 3, 6, 2]);
    const use = (): void => {
      tf.tidy(() => {
        tf.grad((input) => batchNormTrain(input, gamma, beta, epsilon).output.mul(dy).sum())(x);
        tf.grad((input) => softmaxCrossEntropy(input as tf.Tensor2D, labels).mean())(logits);
        tf.grad((input) =>
          convolve(input as Tensor4D, kernel, { stride: 2, padding: 1 })
            .square()
            .sum(),
        )(x);
        reluGradient(dy, x);
      });
    };
    use();
    const before = { tensors: tf.memory().numTensors, native: nativeTensors() };
    use();
    expect({ tensors: tf.memory().numTensors, native: nativeTensors() }).toEqual(before);
  });

  it.each([
    { size: 8, stride: 1, padding: 1, kernel: 3 },
    { size: 8, stride: 2, padding: 1, kernel: 3 },
    { size: 7, stride: 2, padding: 1, kernel: 3 },
    { size: 8, stride: 2, padding: 0, kernel: 1 },
    { size: 9, stride: 3, padding: 2, kernel: 5 },
  ])('differentiate a convolution with explicit padding: $size pixels, $kernel wide, stride $stride', (geometry) => {
    const x = normal<tf.Rank.R4>('x', [2, geometry.size, geometry.size, 3]);
    const kernel = normal<tf.Rank.R4>('kernel', [geometry.kernel, geometry.kernel, 3, 4]);
    const output = convolve(x, kernel, geometry);
    const dy = normal('dy', output.shape);
    const product = (images: Tensor, weights: Tensor) =>
      convolve(images as Tensor4D, weights as Tensor4D, geometry)
        .mul(dy)
        .sum();
    const [dx, dk] = tf.grads(product)([x, kernel]) as [Tensor, Tensor];
    // Linear in the images and in the kernel: ⟨conv(x, k), dy⟩ = ⟨x, dx⟩ = ⟨k, dk⟩, for any other x and k as well.
    const [otherX, otherK] = [normal('other x', x.shape), normal('other k', kernel.shape)];
    expectNear(dx.mul(otherX).sum(), product(otherX, kernel));
    expectNear(dk.mul(otherK).sum(), product(x, otherK));
  });
});

function batch(shape: readonly number[]): { x: Tensor; dy: Tensor; gamma: Tensor1D; beta: Tensor1D } {
  const channels = shape.at(-1) as number;
  return {
    x: normal('x', shape as [number])
      .mul(3)
      .add(2),
    dy: normal('dy', shape as [number]),
    gamma: normal<tf.Rank.R1>('gamma', [channels]),
    beta: normal<tf.Rank.R1>('beta', [channels]),
  };
}

function nativeTensors(): number {
  return (tensorFlowBackend() as unknown as { getNumOfTFTensors(): number }).getNumOfTFTensors();
}
