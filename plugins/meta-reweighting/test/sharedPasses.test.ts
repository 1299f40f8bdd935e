import type { Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import metaOptimizers from '@ballast/plugin-meta-optimizers';
import mwNet from '@ballast/plugin-mw-net';
import { compile, initializeBackend, tf } from '@ballast/tensor';
import { buildPlugin } from '@ballast/testing';
import { packGroups } from '@ballast/training';
import { beforeAll, expect, it } from 'vitest';
import { learningStep, type LearningStepInputs } from '../src/steps.ts';
import { differing, initialState, inputsOf, setupOf } from './stepSetup.ts';

const computed = { Conv2D: 0, BallastMovingAverage: 0 };

beforeAll(async () => {
  await initializeBackend('wasm');
  for (const kernelName of Object.keys(computed) as (keyof typeof computed)[]) {
    const { kernelFunc, ...rest } = tf.getKernel(kernelName, 'wasm');
    tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({
      ...rest,
      kernelFunc: (call) => {
        computed[kernelName]++;
        return kernelFunc(call);
      },
    });
  }
});

const layers = 7; // convolutions of a ResNet-8
/** Forward on the train and on the meta batch, and a tangent's two, one at the images. */
const ofOnce = 2 * layers + (2 * layers - 1);

it.each([
  { type: 'forward-mode', saved: 2 * layers },
  { type: 'unrolled', saved: layers },
])('a meta step by $type without graphs computes the forward pass of its train batch once', ({ type, saved }) => {
  const metaOptimizer = metaOptimizers.find(({ id }) => id === type) as Plugin<'meta optimizer'>;
  const setup = setupOf(buildPlugin(crossEntropy), buildPlugin(mwNet), buildPlugin(metaOptimizer))(0.1);
  const step = compile((inputs: LearningStepInputs) => learningStep(setup, inputs));
  tf.tidy(() => {
    let asItIs = initialState(setup);
    let shared = asItIs;
    for (let index = 0; index < 3; index++) {
      const counted = (run: () => ReturnType<typeof learningStep>) => {
        Object.assign(computed, { Conv2D: 0, BallastMovingAverage: 0 });
        const before = tf.memory().numTensors;
        const result = run();
        const held = packGroups({ ...result.state });
        return { result, held, convolutions: computed.Conv2D, tensors: tf.memory().numTensors - before };
      };
      const plain = counted(() => tf.tidy(() => learningStep(setup, inputsOf(asItIs, 6, index)) as never));
      const once = counted(() => tf.tidy(() => step(inputsOf(shared, 6, index), null) as never));
      expect(differing(once.held, plain.held)).toEqual([]);
      expect(differing({ weights: once.result.weights }, { weights: plain.result.weights })).toEqual([]);
      expect(once.tensors).toBe(plain.tensors);
      // The first call finds out what can be shared.
      expect(plain.convolutions - once.convolutions).toBe(index === 0 ? 0 : saved);
      if (type === 'forward-mode' && index > 0) expect(once.convolutions).toBeGreaterThanOrEqual(ofOnce);
      asItIs = plain.result.state;
      shared = once.result.state;
    }
  });
});
