import type { Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import curvenet from '@ballast/plugin-curvenet';
import ldam from '@ballast/plugin-ldam';
import metaOptimizers from '@ballast/plugin-meta-optimizers';
import mwNet from '@ballast/plugin-mw-net';
import { compile, initializeBackend, recordedForms, releaseCompiledSteps, tf } from '@ballast/tensor';
import { buildPlugin } from '@ballast/testing';
import { createOptimizer, packGroups } from '@ballast/training';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordStep } from '../../../packages/tensor/src/compile/recordStep.ts';
import { leavesOf } from '../../../packages/tensor/src/compile/tree.ts';
import { tensorFlowBackend } from '../../../packages/tensor/src/native/binding.ts';
import { findNative } from '../../../packages/tensor/src/native/installation.ts';
import type { Reweighting } from '../src/metaStep.ts';
import { learningStep, type LearningStepInputs } from '../src/steps.ts';
import { differing, initialState, inputsOf, setupOf, sgd, type Rates } from './stepSetup.ts';

const { installed } = findNative();
const plugins = [...metaOptimizers, crossEntropy] as readonly Plugin[];

const losses = [crossEntropy, ldam] as readonly Plugin<'loss'>[];
const weightNets = [mwNet, curvenet] as readonly Plugin<'weight net'>[];
const gradients = [
  { type: 'forward-mode' },
  { type: 'finite-difference' },
  { type: 'unrolled' },
  ...[0, 1, 2, 3].map((skippedStages) => ({ type: 'slmo', skippedStages })),
];

const title = installed
  ? 'a compiled meta step'
  : 'a compiled meta step (skipped: not installed, run npm run setup:native)';
describe.skipIf(!installed)(title, () => {
  beforeAll(async () => {
    await initializeBackend('native');
  });
  afterAll(releaseCompiledSteps);

  const cases = losses.flatMap((loss) =>
    weightNets.flatMap((net) =>
      gradients.map((gradient) => [loss.id, net.id, JSON.stringify(gradient), loss, net, gradient] as const),
    ),
  );
  it.each(cases)(
    'is the step itself bit for bit: %s, %s, %s',
    (_loss, _net, _gradient, loss, net, { type, ...options }) => {
      const metaOptimizer = metaOptimizers.find(({ id }) => id === type) as Plugin<'meta optimizer'>;
      const setup = setupOf(buildPlugin(loss, {}), buildPlugin(net), buildPlugin(metaOptimizer, options, plugins));
      const step = compile(({ rates, ...inputs }: LearningStepInputs & { readonly rates: Rates }) =>
        learningStep(setup(Number.NaN, rates), inputs),
      );
      const before = recordedForms();
      tf.tidy(() => {
        let plain = initialState(setup(1));
        let compiled = plain;
        [6, 6, 5].forEach((size, index) => {
          const learningRate = 0.1 / (index + 1);
          const gradientFactor = tf.scalar(createOptimizer(sgd).gradientFactor(learningRate));
          const rates = { learningRate: tf.scalar(learningRate), gradientFactor };
          const expected = learningStep(setup(learningRate), inputsOf(plain, size, index));
          const actual = step({ ...inputsOf(compiled, size, index), rates }, null);
          plain = expected.state;
          compiled = actual.state;
          const { state: nextState, ...told } = actual;
          const { state: plainState, ...toldPlainly } = expected;
          expect(differing(packGroups(nextState), packGroups(plainState))).toEqual([]);
          expect(differing(told, toldPlainly)).toEqual([]);
          plain = plainState;
          compiled = nextState;
        });
        expect(recordedForms() - before).toBe(2); // two sizes
      });
    },
  );

  /** Convolutions of the graph of a meta step, and of a ResNet-8. */
  function convolutionsOf(options: Partial<Reweighting>) {
    const forwardMode = metaOptimizers.find(({ id }) => id === 'forward-mode') as Plugin<'meta optimizer'>;
    const setup = {
      ...setupOf(buildPlugin(crossEntropy), buildPlugin(mwNet), buildPlugin(forwardMode))(0.1),
      ...options,
    };
    let operations: string[] = [];
    tf.tidy(() => {
      const inputs = inputsOf(initialState(setup), 6, 0);
      const tensors = leavesOf(inputs).map(({ tensor }) => tensor);
      const { graph } = recordStep(tensorFlowBackend(), tensors, () => learningStep(setup, inputs));
      operations = graph.nodes.map(({ op }) => op);
    });
    const count = (op: string): number => operations.filter((one) => one === op).length;
    return {
      forward: count('Conv2D'),
      byKernel: count('Conv2DBackpropFilter'),
      byInput: count('Conv2DBackpropInput'),
      layers: 7,
    };
  }

  it('computes the forward pass of virtual step, tangent and actual step once', () => {
    const { layers, ...counted } = convolutionsOf({});
    expect(counted).toEqual({
      // On the train and on the meta batch, and a tangent's two, one at the images.
      forward: 2 * layers + (2 * layers - 1),
      // In the virtual step, the meta loss and the actual step; the images need no gradient.
      byKernel: 3 * layers,
      byInput: 3 * (layers - 1),
    });
  });

  it('computes one backward pass of virtual and actual step where both have the same weights', () => {
    const { layers, byKernel, byInput } = convolutionsOf({ staleWeights: true });
    expect([byKernel, byInput]).toEqual([2 * layers, 2 * (layers - 1)]);
  });
});
