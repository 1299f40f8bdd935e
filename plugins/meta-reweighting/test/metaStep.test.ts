import { lossCurvesOf, type MetaOptimizer, type MetaProblem } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import mwNet from '@ballast/plugin-mw-net';
import { initializeBackend, mapNamed, tf } from '@ballast/tensor';
import { buildPlugin, expectClose, expectNamedClose } from '@ballast/testing';
import { createOptimizer, OptimizerOptions } from '@ballast/training';
import { beforeAll, describe, expect, it } from 'vitest';
import { metaStep, multipliers, type Reweighting } from '../src/metaStep.ts';
import { curvesOf, storedWeights } from '../src/sampleWeights.ts';
import { initialState, inputsOf, setupOf, sgd } from './stepSetup.ts';

beforeAll(async () => {
  await initializeBackend();
});

describe('what a loss is multiplied with', () => {
  it('is the weight, or B times its share of the batch', () => {
    tf.tidy(() => {
      const weights = tf.tensor1d([0.1, 0.3, 0.6]);
      expectClose(multipliers(weights, 'none'), [0.1, 0.3, 0.6], 1e-6);
      expectClose(multipliers(weights.mul(0.2), 'batch-sum'), [0.3, 0.9, 1.8], 1e-6);
    });
  });
});

describe('a batch', () => {
  const positions = Int32Array.of(2, 0);

  it('has the stored weights and the loss curves of its own samples', () => {
    tf.tidy(() => {
      const weights = { shape: [3], data: Float32Array.of(0.25, 0.5, 0.75) };
      expect([...storedWeights(weights, positions).dataSync()]).toEqual([0.75, 0.25]);
      const curves = lossCurvesOf(3, 2, Float32Array.of(1, 2, 3, 4, 5, 6));
      expect(curvesOf(curves, positions).arraySync()).toEqual([[5, 6], [1, 2]]); // prettier-ignore
    });
  });
});

describe('the meta step', () => {
  const learningRate = 0.1;

  /** The problem that the meta optimizer is given. */
  function problemOf(more: Partial<Reweighting>) {
    let seen: MetaProblem | undefined;
    const watching: MetaOptimizer = {
      metaGradient: (problem) => {
        seen = problem;
        return { gradients: mapNamed(problem.learned, (tensor) => tf.zerosLike(tensor)), metaLoss: tf.scalar(0) };
      },
    };
    const setup = { ...setupOf(buildPlugin(crossEntropy), buildPlugin(mwNet), watching)(learningRate), ...more };
    const state = initialState(setup);
    // As if it had been moving.
    const moving = { ...state, optimizer: mapNamed(state.optimizer, (tensor) => tf.onesLike(tensor)) };
    const { batch } = inputsOf(moving, 6, 1);
    metaStep(setup, moving, batch, { givenLabels: batch.givenLabels });
    return { problem: seen as MetaProblem, state: moving, batch };
  }

  it('is judged by the meta batch', () => {
    tf.tidy(() => {
      const { problem, batch } = problemOf({});
      expect([problem.trainInputs, problem.metaInputs]).toEqual([batch.images, batch.meta.images]);
      expect(problem.metaLabels).toBe(batch.meta.givenLabels);
    });
  });

  it.each([
    ['the classifier’s optimizer, with its momentum', false, sgd],
    ['an inner one, without', true, OptimizerOptions.parse({ type: 'sgd', momentum: 0, weightDecay: 0 })],
  ])('goes along a virtual step of %s', (_, isInner, options) => {
    tf.tidy(() => {
      const optimizer = createOptimizer(options);
      const { problem, state } = problemOf({ innerOptimizer: isInner ? optimizer : undefined });
      const { parameters } = state;
      const gradients = mapNamed(parameters, (tensor) => tf.onesLike(tensor));
      const momentum = isInner ? optimizer.initialState(parameters) : state.optimizer;
      const expected = optimizer.virtualStep({ parameters, gradients, state: momentum, learningRate });
      expectNamedClose(problem.virtualStep(parameters, gradients).parameters, expected.parameters, 1e-6);
    });
  });
});
