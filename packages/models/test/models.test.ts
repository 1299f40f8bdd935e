import { createRandom, UserError, type ModelTask, type NamedTensors } from '@ballast/core';
import {
  directionalDerivative,
  disposeNamed,
  forward,
  gradients,
  initializeBackend,
  initializeNetwork,
  mapNamed,
  sliceStages,
  softmaxCrossEntropy,
  tf,
} from '@ballast/tensor';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from './buildModel.ts';

const task: ModelTask = { imageShape: { height: 8, width: 8, channels: 1 }, classCount: 4, head: 'linear' };
const cifar: ModelTask = { imageShape: { height: 32, width: 32, channels: 3 }, classCount: 10, head: 'linear' };

const small = {
  mlp: { type: 'mlp', hidden: [6, 5] },
  resnet: { type: 'resnet', depth: 8, width: 4 },
  'resnet with cosine head': { type: 'resnet', depth: 8, width: 4, head: 'cosine' },
  'wide-resnet': { type: 'wide-resnet', depth: 10, width: 1 },
  'wide-resnet with dropout': { type: 'wide-resnet', depth: 10, width: 1, dropout: 0.3 },
};

describe.each(Object.entries(small))('%s', (_, reference) => {
  beforeAll(() => initializeBackend());

  const network = buildModel(reference, task);
  const state = () => initializeNetwork(network, createRandom(3));
  const images = (): Tensor4D => normal(createRandom('images'), [6, 8, 8, 1]) as Tensor4D;
  const labels = () => tf.tensor1d([0, 1, 2, 3, 0, 1], 'int32');

  it('gives logits [B, K]', () => {
    expect(forward(network, state(), images(), 'train').logits.shape).toEqual([6, 4]);
    expect(forward(network, state(), images(), 'inference').logits.shape).toEqual([6, 4]);
  });

  it('starts from the seed alone', () => {
    const numbers = (seed: number) =>
      Object.entries(initializeNetwork(network, createRandom(seed)).parameters).map(([name, tensor]) => [
        name,
        [...tensor.dataSync()],
      ]);
    expect(numbers(3)).toEqual(numbers(3));
    expect(numbers(3)).not.toEqual(numbers(4));
  });

  it.each(['train', 'inference'] as const)(
    'has a directional derivative adjoint to its gradient in mode %s',
    (mode) => {
      const { parameters, buffers } = state();
      const direction = createRandom('direction');
      const tangents = mapNamed(parameters, (tensor, name) => normal(direction.split(name), tensor.shape));
      const loss = (moved: NamedTensors) =>
        softmaxCrossEntropy(forward(network, { parameters: moved, buffers }, images(), mode).logits, labels())
          .sum()
          .asScalar();
      const reverse = Object.entries(gradients(loss, parameters).gradients).reduce(
        (sum, [name, gradient]) => sum + innerProduct(gradient, tangents[name] as Tensor),
        0,
      );
      const { logits } = forward(network, { parameters, buffers }, images(), mode);
      const residual = tf.softmax(logits).sub(tf.oneHot(labels(), 4));
      const derivative = directionalDerivative(network, { parameters, buffers }, images(), mode, tangents);
      const forwardMode = innerProduct(residual, derivative);
      const scale = Math.sqrt(innerProduct(residual, residual) * innerProduct(derivative, derivative));
      expect(Math.abs(forwardMode - reverse)).toBeLessThanOrEqual(1e-4 * scale);
    },
  );

  it('gives the same in parts as as a whole', () => {
    const { parameters, buffers } = state();
    const whole = forward(network, { parameters, buffers }, images(), 'inference').logits;
    const features = forward(sliceStages(network, 0, 2), { parameters, buffers }, images(), 'inference').logits;
    const logits = forward(sliceStages(network, 2), { parameters, buffers }, features, 'inference').logits;
    expect([...logits.dataSync()]).toEqual([...whole.dataSync()]);
  });

  it('moves running statistics in train mode alone, and never by a directional derivative', () => {
    const { parameters, buffers } = state();
    const numbers = (named: NamedTensors) => Object.values(named).map((tensor) => [...tensor.dataSync()]);
    const before = numbers(buffers);
    directionalDerivative(network, { parameters, buffers }, images(), 'train', parameters);
    const inference = forward(network, { parameters, buffers }, images(), 'inference');
    expect(inference.buffers).toEqual(buffers);
    const train = forward(network, { parameters, buffers }, images(), 'train');
    expect(numbers(buffers)).toEqual(before);
    expect(Object.keys(train.buffers)).toEqual(Object.keys(buffers));
    for (const name in buffers) expect(train.buffers[name]).not.toBe(buffers[name]);
  });

  it('leaks nothing', () => {
    const { parameters, buffers } = state();
    const inputs = images();
    const given = labels();
    const before = tf.memory().numTensors;
    const train = forward(network, { parameters, buffers }, inputs, 'train');
    disposeNamed(train.buffers);
    train.logits.dispose();
    forward(network, { parameters, buffers }, inputs, 'inference').logits.dispose();
    directionalDerivative(network, { parameters, buffers }, inputs, 'train', parameters).dispose();
    const result = gradients(
      (moved) =>
        softmaxCrossEntropy(forward(network, { parameters: moved, buffers }, inputs, 'train').logits, given)
          .mean()
          .asScalar(),
      parameters,
    );
    result.value.dispose();
    disposeNamed(result.gradients);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('models', () => {
  beforeAll(() => initializeBackend());

  const sizeOf = (reference: { type: string } & Record<string, unknown>, of = cifar) =>
    tf.tidy(() =>
      Object.values(initializeNetwork(buildModel(reference, of), createRandom(0)).parameters).reduce(
        (sum, tensor) => sum + tensor.size,
        0,
      ),
    );

  it('have the published numbers of parameters', () => {
    expect(sizeOf({ type: 'resnet', depth: 20 })).toBe(269_722);
    expect(sizeOf({ type: 'resnet', depth: 32 })).toBe(464_154);
    expect(sizeOf({ type: 'resnet', depth: 56 })).toBe(853_018);
    expect(sizeOf({ type: 'wide-resnet', depth: 16, width: 8 })).toBe(10_961_370);
    expect(sizeOf({ type: 'mlp' }, { ...task, classCount: 10 })).toBe(64 * 64 * 2 + 64 * 2 + 64 * 10 + 10);
  });

  it('are divided into stages that can be skipped', () => {
    const names = (reference: { type: string } & Record<string, unknown>) =>
      buildModel(reference, cifar).stages.map(({ name }) => name);
    expect(names({ type: 'mlp', hidden: [64, 64] })).toEqual(['layer1', 'layer2', 'head']);
    expect(names({ type: 'resnet' })).toEqual(['stem', 'stage1', 'stage2', 'stage3', 'head']);
    expect(names({ type: 'wide-resnet' })).toEqual(['stem', 'stage1', 'stage2', 'stage3', 'head']);
  });

  it('take the head that the loss was made for, unless an option fixes one', () => {
    const headOf = (head: string, preferred: 'linear' | 'cosine') =>
      Object.keys(
        initializeNetwork(buildModel({ type: 'mlp', head }, { ...task, head: preferred }), createRandom(0)).parameters,
      ).filter((name) => name.startsWith('head.'));
    expect(headOf('auto', 'cosine')).toEqual(['head.kernel']);
    expect(headOf('auto', 'linear')).toEqual(['head.kernel', 'head.bias']);
    expect(headOf('linear', 'cosine')).toEqual(['head.kernel', 'head.bias']);
    expect(headOf('cosine', 'linear')).toEqual(['head.kernel']);
  });

  it('initialise as their papers say', () => {
    const spreadOf = (initialization: string, name: string) => {
      const network = buildModel({ type: 'resnet', depth: 8, width: 32, initialization }, cifar);
      const { parameters } = initializeNetwork(network, createRandom(0));
      return Math.sqrt(tf.moments(parameters[name] as Tensor).variance.dataSync()[0] as number);
    };
    const kernel = 'stage3.block1.conv2'; // 3·3·128·128 numbers: their deviation is known to 0.2 %
    expect(spreadOf('kaiming', kernel) / Math.sqrt(2 / (9 * 128))).toBeCloseTo(1, 2);
    expect(spreadOf('normal-0.02', kernel) / 0.02).toBeCloseTo(1, 2);
    expect(spreadOf('kaiming', 'stem.bn.gamma')).toBe(0);
    expect(spreadOf('normal-0.02', 'stage3.block1.bn1.gamma')).toBeGreaterThan(0.015);
  });

  it('refuse images that are too small, and depths that there are not', () => {
    const tiny = { ...task, imageShape: { height: 3, width: 8, channels: 1 } };
    expect(() => buildModel({ type: 'resnet' }, tiny)).toThrow(UserError);
    expect(() => buildModel({ type: 'wide-resnet' }, tiny)).toThrow(/too small/);
    expect(() => buildModel({ type: 'resnet', depth: 18 }, cifar)).toThrow(UserError);
  });

  it('slice only stages that there are', () => {
    const network = buildModel({ type: 'mlp' }, task);
    expect(() => sliceStages(network, 4)).toThrow(/Its stages are layer1, layer2, head/);
  });
});

function normal(random: ReturnType<typeof createRandom>, shape: number[]): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal()),
    shape,
  );
}

/** ⟨a, b⟩ in float64. */
function innerProduct(a: Tensor, b: Tensor): number {
  const other = b.dataSync();
  return Array.from(a.dataSync()).reduce((sum, value, index) => sum + value * (other[index] as number), 0);
}
