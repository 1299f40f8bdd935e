import { createRandom, type NamedTensors } from '@ballast/core';
import mwNet from '@ballast/plugin-mw-net';
import { forward, initializeBackend, initializeNetwork, mapNamed, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { buildPlugin, expectClose, expectNamedClose, normalTensor, silu, tinyResNet } from '@ballast/testing';
import { createOptimizer, plainCrossEntropy } from '@ballast/training';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { cleanPositions } from '../src/cleanSamples.ts';
import { countLoss, initializeGates, openGates } from '../src/gates.ts';
import { topLayers } from '../src/layers.ts';
import { famusGradients, type FamusSetup, type FamusState } from '../src/metaStep.ts';
import { momentDistance } from '../src/moments.ts';
import { LayerOptions } from '../src/options.ts';
import { learningStep } from '../src/steps.ts';

const network = tinyResNet({ channels: 1, widths: [2, 3, 4], classCount: 3, activation: silu });
const epsilon = 1e-2;

beforeAll(async () => {
  await initializeBackend();
});

describe('the layers that carry the meta gradient', () => {
  it('are the last two tensors always, the 13 before them by gates', () => {
    const { gated, open } = topLayers(network, LayerOptions.parse({}));
    expect(open).toEqual(['head.kernel', 'head.bias']);
    expect(gated).toHaveLength(13);
    expect(gated.at(-1)?.name).toMatch(/^stage3/);
  });

  it('are fewer in a small network', () => {
    const { gated } = topLayers(network, LayerOptions.parse({ gatedTensors: 1000 }));
    expect(gated.length + 2).toBe(3 + 3 * 6 + 2);
  });
});

describe('the meta gradient', () => {
  it.each([
    ['the open tensors alone', { gatedTensors: 0, momentWeight: 0 }],
    ['open and gated tensors', { gatedTensors: 4, momentWeight: 0 }],
    ['the moments of the train gradient too', { gatedTensors: 4, momentWeight: 3 }],
  ])('goes through %s, exactly', (_name, options) => {
    tf.tidy(() => {
      const { setup, state, batch, noise } = problem(LayerOptions.parse(options));
      const result = famusGradients(setup, state, batch, noise);
      const direction = mapNamed(state.learned, ({ shape }, name) => normalTensor(shape, createRandom(name)));
      const slope = Object.entries(direction).reduce(
        (sum, [name, value]) => sum + numberOf(value.mul(result.learned[name] as Tensor).sum()),
        0,
      );
      const at = (sign: number): number =>
        objective(
          mapNamed(state.learned, (value, name) => value.add(tf.mul(direction[name] as Tensor, sign * epsilon))),
        );
      const difference = (at(1) - at(-1)) / (2 * epsilon);
      expect(Math.abs(slope)).toBeGreaterThan(1e-4);
      expect(Math.abs(slope - difference)).toBeLessThan(0.02 * Math.abs(slope));

      function objective(learned: NamedTensors): number {
        const meta = numberOf(lossThroughOpen(learned));
        const own = trainGradients(setup, { ...state, learned }, batch);
        const metaGradient = metaGradientsAt(state.learned);
        const pickOpen = (all: NamedTensors) =>
          Object.fromEntries(setup.top.open.map((name) => [name, all[name] as Tensor]));
        const moments = numberOf(momentDistance(pickOpen(own), pickOpen(metaGradient)));
        return meta + setup.layerOptions.momentWeight * moments;
      }
      /** ω̂ moves with Θ in the open tensors; the rest of it stays where the present Θ leads. */
      function lossThroughOpen(learned: NamedTensors): Tensor {
        const [moved, still] = [virtual(learned), virtual(state.learned)];
        const gradients = trainGradients(setup, state, batch);
        const open = setup.top.gated.length === 0 ? [] : openGates(state.gates, setup.top.gated, gradients, noise, setup.layerOptions).dataSync(); // prettier-ignore
        const names = [...setup.top.open, ...setup.top.gated.filter((_, index) => open[index] === 1).map(({ name }) => name)]; // prettier-ignore
        return metaLoss({ ...still, ...Object.fromEntries(names.map((name) => [name, moved[name] as Tensor])) });
      }
      function virtual(learned: NamedTensors): NamedTensors {
        const gradients = trainGradients(setup, { ...state, learned }, batch);
        const { parameters, optimizer } = state;
        return setup.optimizer.virtualStep({ parameters, gradients, state: optimizer, learningRate: setup.learningRate }).parameters; // prettier-ignore
      }
      function metaGradientsAt(learned: NamedTensors): NamedTensors {
        const at = virtual(learned);
        const names = Object.keys(at);
        const values = tf.grads((...tensors: Tensor[]) =>
          metaLoss(Object.fromEntries(names.map((name, index) => [name, tensors[index] as Tensor]))),
        )(Object.values(at));
        return Object.fromEntries(names.map((name, index) => [name, values[index] as Tensor]));
      }
      function metaLoss(parameters: NamedTensors): Tensor {
        const { logits } = forward(network, { parameters, buffers: state.buffers }, batch.meta.images, 'train');
        return softmaxCrossEntropy(logits, batch.meta.givenLabels).mean();
      }
    });
  });
});

describe('the step', () => {
  const options = LayerOptions.parse({ gatedTensors: 4 });
  const learning = () => ({
    learnedOptimizer: createOptimizer({ type: 'sgd', momentum: 0, nesterov: false, weightDecay: 0 }),
    weightNetLearningRate: 0.5,
    gateLearningRate: 0.25,
  });

  it('moves weight net and gates along their gradients, each by its own rate', () => {
    tf.tidy(() => {
      const { setup, state, batch, noise } = problem(options);
      const derived = famusGradients(setup, state, batch, noise);
      const { state: next } = learningStep({ ...setup, ...learning() }, { state, batch, noise });
      const moved = (of: NamedTensors, along: NamedTensors, rate: number) =>
        mapNamed(of, (value, name) => value.sub((along[name] as Tensor).mul(rate)));
      expectNamedClose(next.learned, moved(state.learned, derived.learned, 0.5), 1e-6);
      expectNamedClose(next.gates, moved(state.gates, derived.gates, 0.25), 1e-6);
    });
  });

  it('then trains with the weights of the net as moved', () => {
    tf.tidy(() => {
      const { setup, state, batch, noise } = problem(options);
      const outcome = learningStep({ ...setup, ...learning() }, { state, batch, noise });
      const { learned } = outcome.state;
      const { givenLabels } = batch;
      const weights = setup.weightNet.weights(learned, { losses: outcome.losses, givenLabels });
      expectClose(outcome.weights, weights, 1e-5);
      const expected = setup.optimizer.step({
        parameters: state.parameters,
        gradients: trainGradients(setup, { ...state, learned }, batch),
        state: state.optimizer,
        learningRate: setup.learningRate,
      });
      expectNamedClose(outcome.state.parameters, expected.parameters, 1e-5);
    });
  });
});

describe('the gates', () => {
  it('cost by the square of how many too many are open, of all or, as in the authors’ code, of the last', () => {
    tf.tidy(() => {
      const open = tf.tensor1d([1, 1, 0, 1]);
      const cost = (countedGates: 'all' | 'last') =>
        countLoss(open, LayerOptions.parse({ expectedOpen: 1, countWeight: 0.3, countedGates })).dataSync()[0];
      expect(cost('all')).toBeCloseTo(0.3 * 4, 6);
      expect(cost('last')).toBe(0);
    });
  });

  it('learn to be as many open as wanted', () => {
    tf.tidy(() => {
      const options = LayerOptions.parse({ gatedTensors: 6, expectedOpen: 2 });
      const { setup, state, batch } = problem(options);
      const gradients = trainGradients(setup, state, batch);
      let gates = state.gates;
      const counts: number[] = [];
      const random = createRandom('noise');
      for (let step = 0; step < 60; step++) {
        const noise = tf.tensor2d(Float32Array.from({ length: 12 }, () => -Math.log(-Math.log(random.uniform() || 0.5))), [6, 2]); // prettier-ignore
        const open = (at: NamedTensors): Tensor1D => openGates(at, setup.top.gated, gradients, noise, options);
        counts.push(numberOf(open(gates).sum()));
        const names = Object.keys(gates);
        const derived = tf.grads((...tensors: Tensor[]) =>
          countLoss(open(Object.fromEntries(names.map((name, index) => [name, tensors[index] as Tensor]))), options),
        )(Object.values(gates));
        gates = Object.fromEntries(names.map((name, index) => [name, (gates[name] as Tensor).sub((derived[index] as Tensor).mul(0.1))])); // prettier-ignore
      }
      const late = counts.slice(30);
      expect(late.reduce((sum, count) => sum + count, 0) / late.length).toBeGreaterThan(1);
      expect(late.reduce((sum, count) => sum + count, 0) / late.length).toBeLessThan(3);
    });
  });
});

describe('the samples that look clean', () => {
  it('are those of the lower of two heaps of losses', () => {
    const losses = Float32Array.from([0.1, 0.12, 2.1, 0.09, 2.3, 1.9, 0.11, 0.1]);
    expect([...cleanPositions(losses, 0.5)]).toEqual([0, 1, 3, 6, 7]);
  });

  it('are all where losses do not differ', () => {
    expect([...cleanPositions(Float32Array.from([1, 1, 1]), 0.5)]).toEqual([0, 1, 2]);
  });
});

function problem(layerOptions: LayerOptions) {
  const random = createRandom('problem');
  const { parameters, buffers } = initializeNetwork(network, random.split('network'));
  const optimizer = createOptimizer({ type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 });
  const weightNet = buildPlugin<'weight net'>(mwNet, {});
  const top = topLayers(network, layerOptions);
  const learned = weightNet.initialize({ classCount: 3, curveLength: 0 }, random.split('weight net'));
  const labels = (values: number[]): Tensor1D => tf.tensor1d(values, 'int32');
  const images = (name: string): Tensor4D => normalTensor([4, 4, 4, 1], random.split(name));
  const setup: FamusSetup = {
    network,
    loss: plainCrossEntropy,
    lossContext: { classCounts: [], epoch: 0, epochs: 1 },
    weightNet,
    optimizer,
    learningRate: tf.scalar(0.1),
    gradientFactor: tf.scalar(optimizer.gradientFactor(0.1)),
    top,
    layerOptions,
  };
  const state: FamusState = {
    parameters,
    buffers,
    optimizer: optimizer.initialState(parameters),
    learned,
    learnedOptimizer: {},
    gates: initializeGates(top.gated, 8, random.split('gates')),
  };
  const batch = {
    images: images('train'),
    givenLabels: labels([0, 1, 2, 1]),
    meta: { images: images('meta'), givenLabels: labels([2, 1, 0, 0]) },
  };
  return { setup, state, batch, noise: normalTensor<Tensor2D>([top.gated.length, 2], random.split('noise')) };
}

function trainGradients(
  setup: FamusSetup,
  state: FamusState,
  batch: ReturnType<typeof problem>['batch'],
): NamedTensors {
  const names = Object.keys(state.parameters);
  const { givenLabels } = batch;
  const { logits } = forward(network, state, batch.images, 'train');
  const weights = setup.weightNet.weights(state.learned, { losses: softmaxCrossEntropy(logits, givenLabels), givenLabels }); // prettier-ignore
  const values = tf.grads((...tensors: Tensor[]) => {
    const parameters = Object.fromEntries(names.map((name, index) => [name, tensors[index] as Tensor]));
    const pass = forward(network, { parameters, buffers: state.buffers }, batch.images, 'train');
    return softmaxCrossEntropy(pass.logits, givenLabels).mul(weights).mean();
  })(Object.values(state.parameters));
  return Object.fromEntries(names.map((name, index) => [name, values[index] as Tensor]));
}

function numberOf(value: Tensor): number {
  return value.dataSync()[0] ?? Number.NaN;
}
