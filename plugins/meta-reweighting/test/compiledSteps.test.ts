import {
  createRandom,
  type LossFunction,
  type MetaOptimizer,
  type NamedTensors,
  type Plugin,
  type WeightNet,
} from '@ballast/core';
import models from '@ballast/models';
import crossEntropy from '@ballast/plugin-cross-entropy';
import curvenet from '@ballast/plugin-curvenet';
import ldam from '@ballast/plugin-ldam';
import metaOptimizers from '@ballast/plugin-meta-optimizers';
import mwNet from '@ballast/plugin-mw-net';
import { compile, initializeBackend, recordedForms, releaseCompiledSteps, tf } from '@ballast/tensor';
import { buildPlugin } from '@ballast/testing';
import { createOptimizer, initialClassifier, OptimizerOptions, packGroups } from '@ballast/training';
import type { Scalar, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordStep } from '../../../packages/tensor/src/compile/recordStep.ts';
import { leavesOf } from '../../../packages/tensor/src/compile/tree.ts';
import { tensorFlowBackend } from '../../../packages/tensor/src/native/binding.ts';
import { findNative } from '../../../packages/tensor/src/native/installation.ts';
import type { Reweighting, ReweightingState } from '../src/metaStep.ts';
import { learningStep, type LearningStepInputs } from '../src/steps.ts';

const classCount = 4;
const curveLength = 6;
const { installed } = findNative();
const plugins = [...metaOptimizers, crossEntropy] as readonly Plugin[];
const model = models.find(({ id }) => id === 'resnet') as Plugin<'model'>;
const sgd = OptimizerOptions.parse({ type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 });

type Rates = { readonly learningRate: Scalar; readonly gradientFactor: Scalar };

function setupOf(loss: LossFunction, weightNet: WeightNet, metaOptimizer: MetaOptimizer) {
  const imageShape = { height: 8, width: 8, channels: 3 };
  const network = buildPlugin(model, { depth: 8, width: 4 }).build({
    imageShape,
    classCount,
    head: loss.head ?? 'linear',
  });
  const optimizer = createOptimizer(sgd);
  return (learningRate: number, fed?: Rates): Reweighting => ({
    network,
    loss,
    lossContext: { classCounts: [40, 20, 10, 5], epoch: 1, epochs: 2 },
    weightNet,
    metaOptimizer,
    normaliseWeights: 'none',
    optimizer,
    innerOptimizer: undefined,
    learnedOptimizer: createOptimizer(OptimizerOptions.parse({ type: 'adam', weightDecay: 1e-4 })),
    learningRate,
    weightNetLearningRate: 1e-3,
    ...fed,
  });
}

function initialState(setup: Reweighting): ReweightingState {
  const random = createRandom(5);
  const learned = setup.weightNet.initialize({ classCount, curveLength }, random.split('weight net'));
  return {
    ...initialClassifier(setup.network, setup.optimizer, random.split('classifier')),
    learned,
    learnedOptimizer: setup.learnedOptimizer.initialState(learned),
  };
}

function inputsOf(state: ReweightingState, size: number, seed: number): LearningStepInputs {
  const random = createRandom(seed);
  const normal = (shape: number[]) =>
    tf.tensor(
      Float32Array.from({ length: shape.reduce((product, length) => product * length) }, () => random.normal()),
      shape,
    );
  const batch = (count: number) => ({
    images: normal([count, 8, 8, 3]) as Tensor4D,
    givenLabels: tf.tensor1d(Int32Array.from({ length: count }, () => random.integer(classCount))),
  });
  return { state, batch: { ...batch(size), meta: batch(5) }, lossCurves: normal([size, curveLength]) as Tensor2D };
}

/** Names of the tensors that are not the same to the last bit. */
function differing(actual: NamedTensors, expected: NamedTensors): string[] {
  const bits = (tensor: Tensor | undefined): string =>
    tensor === undefined ? 'missing' : new Int32Array(tensor.dataSync<'float32'>().slice().buffer).join();
  return Object.keys({ ...actual, ...expected }).filter((name) => bits(actual[name]) !== bits(expected[name]));
}

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

  it('computes the forward pass of virtual step, tangent and actual step once', () => {
    const forwardMode = metaOptimizers.find(({ id }) => id === 'forward-mode') as Plugin<'meta optimizer'>;
    const setup = setupOf(buildPlugin(crossEntropy), buildPlugin(mwNet), buildPlugin(forwardMode))(0.1);
    tf.tidy(() => {
      const inputs = inputsOf(initialState(setup), 6, 0);
      const tensors = leavesOf(inputs).map(({ tensor }) => tensor);
      const { graph } = recordStep(tensorFlowBackend(), tensors, () => learningStep(setup, inputs));
      const count = (op: string): number => graph.nodes.filter((node) => node.op === op).length;
      const layers = 7; // convolutions of a ResNet-8
      // Forward on the train and on the meta batch, and a tangent's two, one at the images.
      expect(count('Conv2D')).toBe(2 * layers + (2 * layers - 1));
      // Backward in the virtual step, the meta loss and the actual step; the images need no gradient.
      expect(count('Conv2DBackpropFilter')).toBe(3 * layers);
      expect(count('Conv2DBackpropInput')).toBe(3 * (layers - 1));
    });
  });
});
