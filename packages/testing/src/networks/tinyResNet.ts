import type { NamedTensors, Network, Random, Stage, StageScope } from '@ballast/core';
import { batchNorm, conv2d, dense, globalAveragePool, identityShortcut, tf } from '@ballast/tensor';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { heNormal } from './initializers.ts';
import type { Activation } from './tinyMlp.ts';

export interface TinyResNet {
  readonly channels: number;
  /** Of stem and stage 1, stage 2, stage 3. */
  readonly widths: readonly [number, number, number];
  readonly classCount: number;
  readonly activation?: Activation;
}

/**
 * The smallest residual network for small images: stem, three stages of one block each, head (ResNet-8).
 * The network of the golden file `meta-step`, with its parameter names.
 */
export function tinyResNet({
  channels,
  widths: [first, second, third],
  classCount,
  activation = tf.relu,
}: TinyResNet): Network {
  return {
    stages: [
      stemStage(channels, first, activation),
      blockStage('stage1', first, first, 1, activation),
      blockStage('stage2', first, second, 2, activation),
      blockStage('stage3', second, third, 2, activation),
      headStage(third, classCount),
    ],
  };
}

const geometry = (stride: number) => ({ stride, padding: 1 });

function stemStage(channels: number, width: number, activation: Activation): Stage {
  return {
    name: 'stem',
    initialize: (random) => ({
      parameters: { conv: convolution(channels, width, random), ...affine('bn', width) },
      buffers: statistics('bn', width),
    }),
    apply: (scope, x) => activation(batchNorm(scope, 'bn', conv2d(x, scope.parameter('conv'), geometry(1)))),
  };
}

function blockStage(name: string, width: number, nextWidth: number, stride: number, activation: Activation): Stage {
  return {
    name,
    initialize: (random) => ({
      parameters: {
        conv1: convolution(width, nextWidth, random.split('conv1')),
        ...affine('bn1', nextWidth),
        conv2: convolution(nextWidth, nextWidth, random.split('conv2')),
        ...affine('bn2', nextWidth),
      },
      buffers: { ...statistics('bn1', nextWidth), ...statistics('bn2', nextWidth) },
    }),
    apply: (scope, x) => {
      const inner = activation(batchNorm(scope, 'bn1', conv2d(x, scope.parameter('conv1'), geometry(stride))));
      return activation(tf.add(secondHalf(scope, inner), identityShortcut(x, stride, nextWidth)));
    },
  };
}

function secondHalf(scope: StageScope, x: Tensor): Tensor4D {
  return batchNorm(scope, 'bn2', conv2d(x, scope.parameter('conv2'), geometry(1)));
}

function headStage(width: number, classCount: number): Stage {
  return {
    name: 'head',
    initialize: (random) => ({
      parameters: { kernel: heNormal([width, classCount], random), bias: tf.zeros([classCount]) },
      buffers: {},
    }),
    apply: (scope, x) => dense(globalAveragePool(x), scope.parameter('kernel'), scope.parameter('bias')),
  };
}

function convolution(width: number, nextWidth: number, random: Random): Tensor {
  return heNormal([3, 3, width, nextWidth], random);
}

function affine(name: string, width: number): NamedTensors {
  return { [`${name}.gamma`]: tf.ones([width]), [`${name}.beta`]: tf.zeros([width]) };
}

function statistics(name: string, width: number): NamedTensors {
  return { [`${name}.mean`]: tf.zeros([width]), [`${name}.variance`]: tf.ones([width]) };
}
