import { createRandom, type NamedTensors } from '@ballast/core';
import type { Scalar, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { recordStep } from '../src/compile/recordStep.ts';
import { loadedSessions } from '../src/compile/session.ts';
import {
  compile,
  forward,
  gradients,
  initializeBackend,
  initializeNetwork,
  keepNamed,
  recordedForms,
  releaseCompiledSteps,
  softmaxCrossEntropy,
  tf,
  zipNamed,
} from '../src/index.ts';
import { batchNormGiven, batchNormTrain } from '../src/kernels/operations.ts';
import { tensorFlowBackend } from '../src/native/binding.ts';
import { nativeIsInstalled, normal, withNative } from './nativeSupport.ts';
import { smallResNet } from './smallResNet.ts';

const network = smallResNet(5);

type Inputs = {
  readonly parameters: NamedTensors;
  readonly buffers: NamedTensors;
  readonly images: Tensor4D;
  readonly labels: Tensor1D;
};

/** One step of gradient descent, running statistics included. */
function descend({ parameters, buffers, images, labels }: Inputs, { learningRate }: { readonly learningRate: number }) {
  let next: NamedTensors = {};
  const { value, gradients: slopes } = gradients((at) => {
    const result = forward(network, { parameters: at, buffers }, images, 'train');
    next = keepNamed(result.buffers);
    return softmaxCrossEntropy(result.logits, labels).mean<Scalar>();
  }, parameters);
  const moved = zipNamed(parameters, slopes, (parameter, slope) => tf.sub(parameter, tf.mul(slope, learningRate)));
  return { parameters: moved, buffers: next, loss: value };
}

function batch(size: number, seed: number): Pick<Inputs, 'images' | 'labels'> {
  const random = createRandom(seed);
  return {
    images: normal<tf.Rank.R4>(`images ${String(seed)}`, [size, 8, 8, 3]),
    labels: tf.tensor1d(
      Array.from({ length: size }, () => random.integer(5)),
      'int32',
    ),
  };
}

/** Names of the tensors that are not the same to the last bit. */
function differing(actual: NamedTensors, expected: NamedTensors): string[] {
  const bits = (tensor: Tensor | undefined): string =>
    tensor === undefined ? 'missing' : new Int32Array(tensor.dataSync<'float32'>().slice().buffer).join();
  return Object.keys({ ...actual, ...expected }).filter((name) => bits(actual[name]) !== bits(expected[name]));
}

function runSavedModelCalls(run: () => void): number {
  const backend = tensorFlowBackend();
  const { binding } = backend;
  let calls = 0;
  backend.binding = Object.create(binding, {
    runSavedModel: {
      value: (...given: Parameters<typeof binding.runSavedModel>) => {
        calls++;
        return binding.runSavedModel(...given);
      },
    },
  }) as typeof binding;
  try {
    run();
  } finally {
    backend.binding = binding;
  }
  return calls;
}

describe.skipIf(!nativeIsInstalled)(withNative('a compiled step'), () => {
  beforeAll(async () => {
    await initializeBackend('native');
  });
  afterEach(() => {
    releaseCompiledSteps();
    expect(loadedSessions()).toBe(0);
  });

  it('of a ResNet trains as the step itself, bit for bit, a last smaller batch and new learning rates included', () => {
    tf.tidy(() => {
      const step = compile(descend);
      let compiled = initializeNetwork(network, createRandom(3));
      let plain = compiled;
      [8, 8, 7, 8, 8, 7].forEach((size, index) => {
        const constants = { learningRate: index < 3 ? 0.2 : 0.02 };
        const inputs = batch(size, index);
        const calls = runSavedModelCalls(() => {
          const { loss, ...next } = step({ ...compiled, ...inputs }, constants);
          compiled = next;
          expect(Number.isFinite(loss.dataSync()[0])).toBe(true);
        });
        expect(calls).toBe(1);
        const { parameters, buffers } = descend({ ...plain, ...inputs }, constants);
        plain = { parameters, buffers };
        expect(differing(compiled.parameters, plain.parameters)).toEqual([]);
        expect(differing(compiled.buffers, plain.buffers)).toEqual([]);
      });
      // Two sizes; a learning rate is handed to the graph.
      expect(loadedSessions()).toBe(2);
    });
  });

  it('of a ResNet in inference gives what the step itself gives, bit for bit', () => {
    tf.tidy(() => {
      const infer = ({ parameters, buffers, images }: Omit<Inputs, 'labels'>) => ({
        logits: forward(network, { parameters, buffers }, images, 'inference').logits,
      });
      const { parameters, buffers } = initializeNetwork(network, createRandom(3));
      const trained = Object.fromEntries(
        Object.entries(buffers).map(([name, { shape }]) => [name, tf.abs(normal(name, shape as [number]))]),
      );
      const inputs = { parameters, buffers: trained, images: batch(64, 1).images };
      expect(differing(compile(infer)(inputs, null), infer(inputs))).toEqual([]);
    });
  });

  it.each([2, 4, 8, 12, 16])('of batch norm and ReLU is the step itself, bit for bit: %s channels', (channels) => {
    tf.tidy(() => {
      const image = (name: string): Tensor => normal(name, [6, 5, 5, channels]);
      const vector = (name: string): Tensor => normal(name, [channels]);
      const normalise = ({ x, gamma, beta, dy }: Record<'x' | 'gamma' | 'beta' | 'dy', Tensor>) => {
        const y = (at: Tensor): Tensor => tf.relu(batchNormTrain(at, gamma as Tensor1D, beta as Tensor1D, 1e-5).output);
        return { gradient: tf.grad(y)(x, dy), output: tf.square(y(x)) };
      };
      const inputs = { x: image('x'), gamma: vector('gamma'), beta: vector('beta'), dy: image('dy') };
      expect(differing(compile(normalise)(inputs, null), normalise(inputs))).toEqual([]);
    });
  });

  it('tells TensorFlow no shapes of images, by which it would put sums in another order', () => {
    tf.tidy(() => {
      const [x, kernel] = [normal('x', [2, 4, 4, 3]), normal('kernel', [3, 3, 3, 4])];
      const one = tf.ones<tf.Rank.R1>([4]);
      const infer = (): { y: Tensor } => ({
        y: tf.relu(
          batchNormGiven(
            tf.conv2d(x as Tensor4D, kernel as Tensor4D, 1, 'same'),
            one,
            one,
            { mean: one, variance: one },
            1e-5,
          ),
        ),
      });
      const { graph } = recordStep(tensorFlowBackend(), [x, kernel, one], infer);
      expect(graph.nodes.map(({ op }) => op)).toEqual(['Conv2D', 'EnsureShape', 'FusedBatchNormV3', 'Relu']);
    });
  });

  it('shares a loaded graph with every step that comes to the same one, until the last is released', () => {
    const inputs = { ...initializeNetwork(network, createRandom(3)), ...batch(8, 0) };
    const before = recordedForms();
    const results = [compile(descend), compile(descend)].map((step) => {
      const { parameters } = step(inputs, { learningRate: 0.2 });
      return parameters;
    });
    expect(recordedForms() - before).toBe(2);
    expect(loadedSessions()).toBe(1);
    expect(differing(results[0] ?? {}, results[1] ?? {})).toEqual([]);
  });

  it('records for every value of a constant that it looks at, and for no other', () => {
    const step = compile(
      ({ x, rate }: { x: Scalar; rate: Scalar }, constants: { readonly doubled: boolean; readonly epoch: number }) => ({
        y: tf.mul<Scalar>(x, constants.doubled ? rate.add(constants.epoch) : rate),
      }),
    );
    const before = recordedForms();
    const call = (rate: number, doubled: boolean, epoch: number): number | undefined =>
      step({ x: tf.scalar(3), rate: tf.scalar(rate) }, { doubled, epoch }).y.dataSync()[0];
    expect([call(1, false, 0), call(2, false, 1), call(4, false, 2)]).toEqual([3, 6, 12]);
    expect(recordedForms() - before).toBe(1);
    expect([call(1, true, 0), call(2, true, 0), call(1, true, 5)]).toEqual([3, 6, 18]);
    expect(recordedForms() - before).toBe(3);
    // The epoch is known to matter by now.
    expect([call(1, false, 5), call(1, false, 6), call(1, true, 5)]).toEqual([3, 3, 18]);
    expect(recordedForms() - before).toBe(5);
  });

  it('returns inputs as they are, made-up tensors, and one tensor under two names', () => {
    const step = compile(({ a, none }: { a: Tensor1D; none: undefined }) => {
      const sum = tf.add(a, 1);
      return {
        a,
        copy: a.clone(),
        none,
        sum,
        again: sum.clone(),
        zeros: tf.zeros([2]),
        nested: { counts: tf.range(0, 3, 1, 'int32') },
      };
    });
    for (const value of [1, 5]) {
      const a = tf.tensor1d([value]);
      const result = step({ a, none: undefined }, null);
      expect(result.a).toBe(a);
      expect(result.copy).not.toBe(a);
      expect([...result.copy.dataSync()]).toEqual([value]);
      expect(result.none).toBeUndefined();
      result.sum.dispose();
      expect([...result.again.dataSync()]).toEqual([value + 1]);
      expect([...result.zeros.dataSync()]).toEqual([0, 0]);
      expect([...result.nested.counts.dataSync()]).toEqual([0, 1, 2]);
    }
  });

  it('knows one tensor in two places from two tensors', () => {
    const step = compile(({ a, b }: { a: Scalar; b: Scalar }) => ({ difference: tf.sub<Scalar>(a, b) }));
    const [one, two] = [tf.scalar(1), tf.scalar(2)];
    expect(step({ a: one, b: one }, null).difference.dataSync()[0]).toBe(0);
    expect(step({ a: two, b: one }, null).difference.dataSync()[0]).toBe(1);
    expect(step({ a: one, b: two }, null).difference.dataSync()[0]).toBe(-1);
  });

  it('knows ranges of floats by their ends', () => {
    const places = compile(({ labels }: { readonly labels: Tensor1D }) => ({
      places: tf.range(0, labels.shape[0], 1, 'float32'),
    }));
    for (const size of [16, 15, 3]) {
      tf.tidy(() => {
        const inputs = { labels: tf.zeros<tf.Rank.R1>([size], 'int32') };
        expect([...places(inputs, {}).places.dataSync()]).toEqual([...Array(size).keys()]);
      });
    }
  });

  it('computes once what is written twice', () => {
    const backend = tensorFlowBackend();
    const kernel = normal<tf.Rank.R4>('kernel', [3, 3, 2, 2]);
    const step = compile(({ x, k }: { x: Tensor4D; k: Tensor4D }) => ({
      twice: tf.add(tf.conv2d(x, k, 1, 'same'), tf.conv2d(x, k, 1, 'same').square()),
    }));
    const x = normal<tf.Rank.R4>('x', [1, 4, 4, 2]);
    let nodes = 0;
    const { binding } = backend;
    backend.binding = Object.create(binding, {
      executeOp: {
        value: (...given: Parameters<typeof binding.executeOp>) => {
          if (given[0] === 'Conv2D') nodes++;
          return binding.executeOp(...given);
        },
      },
    }) as typeof binding;
    step({ x, k: kernel }, null);
    backend.binding = binding;
    expect(nodes).toBe(1);
  });

  it('is part of the compiled step around it, and of a gradient', () => {
    const square = compile(({ x }: { x: Scalar }) => ({ y: tf.square(x) }));
    const outer = compile(({ x }: { x: Scalar }) => ({ z: tf.add(square({ x }, null).y, 1) }));
    expect(outer({ x: tf.scalar(3) }, null).z.dataSync()[0]).toBe(10);
    expect(
      tf
        .grad((x) => square({ x: x as Scalar }, null).y)(tf.scalar(3))
        .dataSync()[0],
    ).toBe(6);
  });

  it('says which line reads numbers', () => {
    const step = compile(({ x }: { x: Scalar }) => ({ y: tf.mul(x, tf.add(x, 1).dataSync()[0] ?? 0) }));
    expect(() => step({ x: tf.scalar(1) }, null)).toThrow(/may not read a tensor's numbers.*compile\.test\.ts:\d+/);
    // The backend computes as before.
    expect(tf.add(1, 1).dataSync()[0]).toBe(2);
  });

  it('says which line uses a tensor from outside', () => {
    const outside = tf.add(1, 1);
    const step = compile(({ x }: { x: Scalar }) => ({ y: tf.mul(x, outside) }));
    expect(() => step({ x: tf.scalar(1) }, null)).toThrow(/neither given to it nor made in it.*compile\.test\.ts:\d+/);
  });

  it('leaves no tensor and no memory behind over 10,000 steps', () => {
    const step = compile(({ x, y }: { x: Tensor1D; y: Tensor1D }, { rate }: { rate: number }) => ({
      x: tf.sub<Tensor1D>(x, tf.mul(y, rate)),
      y: tf.add<Tensor1D>(tf.mul(y, 0.9), x.mean()),
    }));
    let state = { x: normal<tf.Rank.R1>('x', [20_000]), y: normal<tf.Rank.R1>('y', [20_000]) };
    const advance = (count: number): void => {
      for (let index = 0; index < count; index++) {
        const next = step(state, { rate: 1 / (1 + Math.floor(index / 500)) });
        tf.dispose([state.x, state.y]);
        state = next;
      }
    };
    advance(1000);
    const tensors = tf.memory().numTensors;
    const resident = process.memoryUsage().rss;
    advance(10_000);
    expect(tf.memory().numTensors).toBe(tensors);
    // A thousandth of what 10,000 steps make.
    expect(process.memoryUsage().rss - resident).toBeLessThan(64 * 2 ** 20);
  });
});
