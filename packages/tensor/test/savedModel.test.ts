import { createRandom } from '@ballast/core';
import type { Rank, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  cosineDense,
  flatten,
  forward,
  initializeBackend,
  initializeNetwork,
  savedModelOf,
  softmax,
  tf,
} from '../src/index.ts';
import { tensorFlowBackend } from '../src/native/binding.ts';
import { nativeIsInstalled, withNative } from './nativeSupport.ts';
import { smallResNet } from './smallResNet.ts';
import { expectNear, normal } from './support.ts';

type Compute = (images: Tensor4D) => Tensor;

const shape = [6, 8, 3] as const;
const filters = (name: string, size: [number, number, number, number]): Tensor4D => normal<Rank.R4>(name, size);

/** Functions of images / 255 that between them use every op but the elementwise ones that a SavedModel is written with. */
const functions: Readonly<Record<string, Compute>> = {
  'a residual network': (images) => {
    const network = smallResNet(5);
    return forward(network, initializeNetwork(network, createRandom(3)), images, 'inference').logits;
  },
  'a cosine head': (images) => cosineDense(flatten(images), flatten(filters('cosine', [6 * 8 * 3, 1, 1, 4]))),
  pooling: (images) =>
    tf.concat(
      [tf.maxPool(images, 2, 2, 'valid'), tf.avgPool(images, [2, 2], [2, 2], 'same'), tf.maxPool(images, 3, 2, 'same')],
      3,
    ),
  convolutions: (images) =>
    tf.add(
      tf.conv2d(images, filters('same', [3, 3, 3, 4]), 2, 'same'),
      tf.depthwiseConv2d(
        tf.conv2d(images, filters('one', [1, 1, 3, 4]), 1, 'valid'),
        filters('depthwise', [3, 3, 4, 1]),
        2,
        'same',
      ),
    ),
  layout: (images) =>
    tf.pad(
      tf.transpose(images, [0, 3, 1, 2]),
      [
        [0, 0],
        [1, 0],
        [0, 2],
        [0, 0],
      ],
      0.5,
    ),
  'the mean of two softmaxes': (images) => {
    const logits = flatten(images);
    return tf.log(tf.div(tf.add(softmax(logits), softmax(tf.mul(logits, 3))), 2));
  },
  reductions: (images) =>
    tf.stack(
      [tf.sum(images, [1, 2, 3]), tf.max(images, [1, 2, 3]), tf.min(images, [1, 2, 3]), tf.mean(images, [1, 2, 3])],
      1,
    ),
  'a sum': (images) => tf.addN([images, tf.sub(images, 0.5), tf.relu(tf.sub(images, 0.2))]),
};

/** Of numbers in [−0.3, 0.7], and of positive ones. */
const elementwise: Readonly<Record<string, (x: Tensor, positive: Tensor) => Tensor>> = {
  abs: tf.abs,
  elu: tf.elu,
  exp: tf.exp,
  expm1: tf.expm1,
  leakyRelu: (x) => tf.leakyRelu(x, 0.3),
  log1p: tf.log1p,
  logSoftmax: (x) => tf.logSoftmax(x),
  maximum: (x) => tf.maximum(x, 0.1),
  minimum: (x) => tf.minimum(x, 0.1),
  neg: tf.neg,
  pow: (_, positive) => tf.pow(positive, 1.5),
  reciprocal: (_, positive) => tf.reciprocal(positive),
  relu6: (x) => tf.relu6(tf.mul(x, 10)),
  rsqrt: (_, positive) => tf.rsqrt(positive),
  selu: tf.selu,
  sigmoid: tf.sigmoid,
  softplus: tf.softplus,
  sqrt: (_, positive) => tf.sqrt(positive),
  square: tf.square,
  squaredDifference: (x) => tf.squaredDifference(x, 0.3),
  tanh: tf.tanh,
};

const bytes = Uint8Array.from({ length: 5 * 6 * 8 * 3 }, (_, index) => (index * 37) % 256);
const scaled = (images: Tensor4D): Tensor4D => tf.div(images, 255);

beforeAll(() => initializeBackend(nativeIsInstalled ? 'native' : 'wasm'));

/** Run by TensorFlow itself. */
function runFile(file: Uint8Array): Tensor {
  const backend = tensorFlowBackend();
  const folder = mkdtempSync(join(tmpdir(), 'ballast-saved-model-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), file);
    const session = backend.binding.loadSavedModel(folder, 'serve');
    const uint8 = 4;
    const images = backend.binding.createTensor([5, ...shape], uint8, bytes);
    const [output] = backend.binding.runSavedModel(session, [images], 'images:0', 'result:0');
    backend.binding.deleteTensor(images);
    backend.binding.deleteSavedModel(session);
    return backend.createOutputTensor(output!);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!nativeIsInstalled)(withNative('a SavedModel in TensorFlow'), () => {
  const all = {
    ...functions,
    ...Object.fromEntries(
      Object.entries(elementwise).map(([name, f]): [string, Compute] => [
        name,
        (images) => f(tf.sub(images, 0.3), tf.add(images, 0.1)),
      ]),
    ),
  };

  it.each(Object.entries(all))('gives what %s gives, for another number of images', (_, compute) => {
    tf.tidy(() => {
      const expected = compute(scaled(tf.tensor4d(bytes, [5, ...shape])));
      const file = savedModelOf({ imageShape: shape, compute: (images) => ({ result: compute(scaled(images)) }) });
      expectNear(runFile(file), expected);
    });
  });
});

describe('writing a SavedModel', () => {
  const write = (compute: Compute): Uint8Array =>
    savedModelOf({ imageShape: shape, compute: (images) => ({ result: compute(images) }) });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    write((images) => tf.mean(tf.sub(images, tf.tensor1d([1, 2, 3])), [1, 2]));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says which kernel it does not know', () => {
    expect(() => write((images) => tf.cumsum(images, 1))).toThrow('Cumsum');
  });

  it('refuses what is computed otherwise for another number of images', () => {
    expect(() => write((images) => tf.div(images, images.shape[0]))).toThrow('another number of images');
  });
});
