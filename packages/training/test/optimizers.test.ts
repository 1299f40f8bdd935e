import { UserError, type NamedTensors } from '@ballast/core';
import { initializeBackend, tf } from '@ballast/tensor';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createOptimizer, OptimizerOptions, type Optimizer } from '../src/index.ts';

beforeAll(async () => {
  await initializeBackend('wasm');
});

const LEARNING_RATE = 0.1;
const start = { 'stem.kernel': [1, -2, 0.5], 'head.bias': [0.25] };
const gradientsByStep = [
  { 'stem.kernel': [0.3, 0.1, -0.7], 'head.bias': [1.5] },
  { 'stem.kernel': [-0.2, 0.4, 0.6], 'head.bias': [-0.5] },
  { 'stem.kernel': [0.9, 0, 0.1], 'head.bias': [0.125] },
];

/** One scalar parameter's way under a formula written by hand: (ω, g, step counted from 1) → ω. */
type ScalarRule = () => (parameter: number, gradient: number, step: number) => number;

function expectedPath(rule: ScalarRule): Record<string, number[]> {
  const entries = Object.entries(start).map(([name, values]) => {
    const moved = values.map((value, index) => {
      const move = rule();
      return gradientsByStep.reduce(
        (parameter, gradients, step) => move(parameter, gradients[name as keyof typeof start][index]!, step + 1),
        value,
      );
    });
    return [name, moved] as const;
  });
  return Object.fromEntries(entries);
}

function asTensors(values: Record<string, number[]>): NamedTensors {
  return Object.fromEntries(Object.entries(values).map(([name, list]) => [name, tf.tensor1d(list)]));
}

function valuesOf(tensors: NamedTensors): Record<string, number[]> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, Array.from(tensor.dataSync())]));
}

function walk(optimizer: Optimizer): Record<string, number[]> {
  let parameters = asTensors(start);
  let state = optimizer.initialState(parameters);
  for (const gradients of gradientsByStep) {
    ({ parameters, state } = optimizer.step({
      parameters,
      gradients: asTensors(gradients),
      state,
      learningRate: LEARNING_RATE,
    }));
  }
  return valuesOf(parameters);
}

function expectNear(actual: Record<string, number[]>, expected: Record<string, number[]>): void {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected)) {
    values.forEach((value, index) => {
      expect(actual[name]![index]).toBeCloseTo(value, 5);
    });
  }
}

const sgd = (momentum: number, nesterov: boolean, weightDecay: number): ScalarRule =>
  function rule() {
    let buffer: number | undefined;
    return (parameter, gradient) => {
      const direction = gradient + weightDecay * parameter;
      buffer = buffer === undefined ? direction : momentum * buffer + direction;
      return parameter - LEARNING_RATE * (nesterov ? direction + momentum * buffer : buffer);
    };
  };

const adam = (weightDecay: number): ScalarRule =>
  function rule() {
    let [first, second] = [0, 0];
    return (parameter, gradient, step) => {
      const direction = gradient + weightDecay * parameter;
      first = 0.9 * first + 0.1 * direction;
      second = 0.999 * second + 0.001 * direction ** 2;
      const root = Math.sqrt(second / (1 - 0.999 ** step)) + 1e-8;
      return parameter - (LEARNING_RATE * (first / (1 - 0.9 ** step))) / root;
    };
  };

describe('the step of an optimizer', () => {
  it.each([
    ['plain', { type: 'sgd', momentum: 0 }, sgd(0, false, 0)],
    ['momentum', { type: 'sgd' }, sgd(0.9, false, 0)],
    ['momentum and weight decay', { type: 'sgd', weightDecay: 0.05 }, sgd(0.9, false, 0.05)],
    ['Nesterov', { type: 'sgd', nesterov: true, weightDecay: 0.05 }, sgd(0.9, true, 0.05)],
    ['Adam', { type: 'adam' }, adam(0)],
    ['Adam with weight decay', { type: 'adam', weightDecay: 0.1 }, adam(0.1)],
  ] as const)('follows the formula over three steps: %s', (_, options, rule) => {
    expectNear(walk(createOptimizer(OptimizerOptions.parse(options))), expectedPath(rule));
  });

  it('moves by the bare gradient in the first step, since the momentum buffer starts as d', () => {
    const optimizer = createOptimizer(OptimizerOptions.parse({ type: 'sgd', momentum: 0.9 }));
    const parameters = asTensors({ a: [2] });
    const { state } = optimizer.step({
      parameters,
      gradients: asTensors({ a: [3] }),
      state: optimizer.initialState(parameters),
      learningRate: 1,
    });
    expect(valuesOf(state)).toEqual({ a: [3] });
  });

  it('keeps Adam’s bias correction exact after thousands of steps of a constant gradient', () => {
    const optimizer = createOptimizer(OptimizerOptions.parse({ type: 'adam' }));
    let parameters = asTensors({ a: [0] });
    let state = optimizer.initialState(parameters);
    const gradients = asTensors({ a: [0.5] });
    for (let step = 0; step < 3000; step++) {
      ({ parameters, state } = optimizer.step({ parameters, gradients, state, learningRate: 1 / 1024 }));
    }
    // A constant gradient has m̂/√v̂ = 1: every step is the learning rate.
    expect(valuesOf(parameters)['a']![0]).toBeCloseTo(-3000 / 1024, 4);
  });

  it.each([{ type: 'sgd', nesterov: true, weightDecay: 0.1 }, { type: 'adam' }])(
    'makes no tensor but its result: %o',
    (options) => {
      const optimizer = createOptimizer(OptimizerOptions.parse(options));
      const parameters = asTensors(start);
      const state = optimizer.initialState(parameters);
      const gradients = asTensors(start);
      const before = tf.memory().numTensors;
      const result = optimizer.step({ parameters, gradients, state, learningRate: 0.1 });
      const made = Object.keys(result.parameters).length + Object.keys(result.state).length;
      expect(tf.memory().numTensors - before).toBe(made);
    },
  );
});

describe('the virtual step', () => {
  const values = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 3, maxLength: 3 });

  it('is linear in the gradient: θ̂(g) − θ̂(0) = −αc·g, with c = 1 + momentum for Nesterov', () => {
    fc.assert(
      fc.property(values, values, values, fc.boolean(), (parameter, gradient, buffer, nesterov) => {
        const optimizer = createOptimizer(OptimizerOptions.parse({ type: 'sgd', nesterov, weightDecay: 5e-4 }));
        const at = (g: number[]) =>
          optimizer.virtualStep({
            parameters: asTensors({ a: parameter }),
            gradients: asTensors({ a: g }),
            state: asTensors({ a: buffer }),
            learningRate: 0.05,
          });
        const moved = at(gradient);
        const factor = optimizer.gradientFactor(0.05);
        expect(factor).toBeCloseTo(0.05 * (nesterov ? 1.9 : 1), 12);
        expect(moved.gradientFactor).toBe(factor);
        const [to, from] = [valuesOf(moved.parameters)['a']!, valuesOf(at([0, 0, 0]).parameters)['a']!];
        to.forEach((value, index) => {
          expect(value - from[index]!).toBeCloseTo(-factor * gradient[index]!, 5);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('goes where the actual step goes, moves only the parameters given, and leaves the state alone', () => {
    const optimizer = createOptimizer(OptimizerOptions.parse({ type: 'sgd', nesterov: true, weightDecay: 0.01 }));
    const all = asTensors(start);
    const state = asTensors({ 'stem.kernel': [1, 2, 3], 'head.bias': [4] });
    const gradients = asTensors(gradientsByStep[0]!);
    const actual = optimizer.step({ parameters: all, gradients, state, learningRate: 0.1 });
    const before = tf.memory().numTensors;
    const { parameters } = optimizer.virtualStep({
      parameters: { 'head.bias': all['head.bias']! },
      gradients: { 'head.bias': gradients['head.bias']! },
      state,
      learningRate: 0.1,
    });
    expect(valuesOf(parameters)).toEqual({ 'head.bias': valuesOf(actual.parameters)['head.bias'] });
    expect(tf.memory().numTensors - before).toBe(1);
    expect(valuesOf(state)).toEqual({ 'stem.kernel': [1, 2, 3], 'head.bias': [4] });
  });

  it('is refused by Adam, whose step is not linear', () => {
    const optimizer = createOptimizer(OptimizerOptions.parse({ type: 'adam' }));
    const step = { parameters: {}, gradients: {}, state: {}, learningRate: 0.1 };
    expect(() => optimizer.virtualStep(step)).toThrow(UserError);
  });
});
