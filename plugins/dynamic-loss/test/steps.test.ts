import { createRandom, type Plugin } from '@ballast/core';
import metaOptimizers from '@ballast/plugin-meta-optimizers';
import mwNet from '@ballast/plugin-mw-net';
import { forward, initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { buildPlugin, expectClose, expectNamedClose, normalTensor, tinyMlp } from '@ballast/testing';
import { combineShares, createOptimizer, initialClassifier, mixInputs, OptimizerOptions } from '@ballast/training';
import type { Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { correctedLoss } from '../src/learned/correctedLoss.ts';
import { initializeParts, initialPartStates, moveParts, packParts, unpackParts } from '../src/learned/learnedParts.ts';
import { margins } from '../src/learned/marginGenerator.ts';
import { CorrectorOptions, DynamicLossOptions, MarginOptions } from '../src/options.ts';
import { correctionDraws } from '../src/stepInputs.ts';
import { correct } from '../src/steps/correct.ts';
import { fineTuneStep } from '../src/steps/fineTuneStep.ts';
import { learningStep, type LearningStepInputs } from '../src/steps/learningStep.ts';
import { metaProblem } from '../src/steps/metaStep.ts';
import type { DynamicLossSetup } from '../src/steps/setup.ts';

const [classCount, batchSize] = [3, 6];
const network = tinyMlp([8, 7, classCount]);
const sgd = createOptimizer(OptimizerOptions.parse({ type: 'sgd', momentum: 0.9, nesterov: false }));
const forwardMode = (metaOptimizers as readonly Plugin[]).find(({ id }) => id === 'forward-mode');
const int = (values: number[]): Tensor1D => tf.tensor1d(values, 'int32');
const images = (name: string, count = batchSize): Tensor4D => normalTensor([count, 2, 4, 1], createRandom(name));
const gumbel = (name: string): Tensor2D => normalTensor([batchSize, classCount], createRandom(name));

beforeAll(async () => {
  await initializeBackend();
});

/** The learned parts move far in a step, so that it matters which ones the classifier learns from. */
function setupOf(weightNet?: DynamicLossSetup['weightNet']): DynamicLossSetup {
  return {
    options: {
      corrector: CorrectorOptions.parse({ ranks: 4, hiddenSize: 6, initialBias: 0 }),
      margin: MarginOptions.parse({ hiddenSize: 6 }),
      pseudoLabels: { type: 'drawn', temperature: 1 },
      learnedLearningRate: 0.5,
      warmPredictions: 'train',
    },
    network,
    weightNet,
    metaOptimizer: buildPlugin(forwardMode as Plugin<'meta optimizer'>),
    optimizer: sgd,
    learnedOptimizer: createOptimizer(OptimizerOptions.parse({ type: 'adam' })),
    lossContext: { classCounts: [], epoch: 0, epochs: 1 },
    learningRate: tf.scalar(0.1),
    gradientFactor: tf.scalar(sgd.gradientFactor(0.1)),
  };
}

function inputsOf({ options, weightNet, learnedOptimizer }: DynamicLossSetup): LearningStepInputs {
  const random = createRandom('parts');
  const learned = packParts(
    initializeParts({ corrector: options.corrector, margin: options.margin, weightNet }, classCount, random),
  );
  return {
    state: {
      ...initialClassifier(network, sgd, createRandom('classifier')),
      learned,
      learnedOptimizer: initialPartStates(learnedOptimizer, learned),
    },
    batch: {
      strong: images('strong'),
      weak: images('weak'),
      givenLabels: int([0, 1, 2, 0, 1, 2]),
      ranks: int([0, 1, 2, 3, 0, 1]),
    },
    meta: { images: images('meta', 4), givenLabels: int([0, 1, 2, 2]) },
    gumbel: { virtual: gumbel('virtual'), actual: gumbel('actual') },
    mixing: undefined,
  };
}

const logitsOf = (state: LearningStepInputs['state'], of: Tensor4D): Tensor2D =>
  forward(network, state, of, 'train').logits;

describe('the learning step', () => {
  it('moves the parts along the meta gradient of a virtual step on the weak view, with a draw of its own', () => {
    tf.tidy(() => {
      const setup = setupOf();
      const inputs = inputsOf(setup);
      const { state, batch, meta } = inputs;
      const problem = metaProblem(setup, { state, batch, meta: meta!, gumbel: inputs.gumbel!.virtual });
      expect(problem.trainInputs).toBe(batch.weak);
      expect(problem.metaInputs).toBe(meta!.images);
      const { gradients } = setup.metaOptimizer.metaGradient(problem);
      const expected = moveParts(setup.learnedOptimizer, state, gradients, setup.options.learnedLearningRate);
      expectNamedClose(learningStep(setup, inputs).state.learned, expected.learned, 1e-6);
    });
  });

  it('then trains on the strong view, against labels corrected by the moved parts with predictions on the weak one', () => {
    tf.tidy(() => {
      const setup = setupOf();
      const inputs = inputsOf(setup);
      const { state, batch } = inputs;
      const outcome = learningStep(setup, inputs);
      const correction = correct(setup, outcome.state.learned, {
        ...batch,
        weakLogits: logitsOf(state, batch.weak),
        gumbel: inputs.gumbel!.actual,
      });
      expectClose(outcome.losses, correctedLoss(logitsOf(state, batch.strong), batch.givenLabels, correction), 1e-5);
      expectClose(outcome.trust, correction.trust as Tensor1D, 1e-6);
    });
  });

  it('mixes images, and the losses against the corrected labels of both', () => {
    tf.tidy(() => {
      const setup = setupOf();
      const inputs = inputsOf(setup);
      const { state, batch } = inputs;
      const [partners, share] = [int([5, 4, 3, 2, 1, 0]), tf.scalar(0.7)];
      const outcome = learningStep(setup, { ...inputs, mixing: { partners, share } });
      const of = { ...batch, weakLogits: logitsOf(state, batch.weak), gumbel: inputs.gumbel!.actual };
      const { trust, pseudoLabels, margins: m } = correct(setup, outcome.state.learned, of);
      const mixed = logitsOf(state, mixInputs(batch.strong, { partners, share }));
      const reversed = { trust: tf.reverse(trust!), pseudoLabels: tf.reverse(pseudoLabels!, 0), margins: m };
      const own = correctedLoss(mixed, batch.givenLabels, { trust, pseudoLabels, margins: m });
      const other = correctedLoss(mixed, tf.reverse(batch.givenLabels), reversed);
      expectClose(outcome.losses, combineShares(own, other, share), 1e-5);
    });
  });

  it('weighs the losses of the actual step by the weight net, as moved', () => {
    tf.tidy(() => {
      const net = buildPlugin(mwNet, { hidden: 5 });
      const setup = setupOf(net);
      const inputs = inputsOf(setup);
      const { state, batch } = inputs;
      const { state: next, losses } = learningStep(setup, inputs);
      const { givenLabels } = batch;
      const weights = net.weights(unpackParts(next.learned)['weight net'], { losses, givenLabels });
      const biasOf = (by: Tensor1D) => {
        const slope = tf.grad((bias) => {
          const moved = { ...state, parameters: { ...state.parameters, 'head.bias': bias } };
          const weakLogits = logitsOf(state, batch.weak);
          const correction = correct(setup, next.learned, { ...batch, weakLogits, gumbel: inputs.gumbel!.actual });
          return correctedLoss(logitsOf(moved, batch.strong), givenLabels, correction).mul(by).mean();
        })(state.parameters['head.bias']!);
        return tf.mul(slope, -0.1);
      };
      expectClose(next.parameters['head.bias']!, biasOf(weights), 1e-3);
    });
  });
});

describe('the fine-tuning step', () => {
  it('is cross entropy of logits and margins against the given labels', () => {
    tf.tidy(() => {
      const setup = setupOf();
      const { state, batch } = inputsOf(setup);
      const { losses } = fineTuneStep(setup, {
        state,
        batch: { images: batch.strong, givenLabels: batch.givenLabels },
      });
      const shifted = tf.add<Tensor2D>(logitsOf(state, batch.strong), margins(unpackParts(state.learned).margin));
      expectClose(losses, softmaxCrossEntropy(shifted, batch.givenLabels), 1e-5);
    });
  });
});

describe('the draws of a step', () => {
  it('are one for the virtual and another for the actual step', () => {
    tf.tidy(() => {
      const context = { task: { classCount }, random: createRandom(0) } as Parameters<typeof correctionDraws>[1];
      const { gumbel: drawn } = correctionDraws(DynamicLossOptions.parse({}), context, 5)(batchSize);
      expect([...drawn!.virtual.dataSync()]).not.toEqual([...drawn!.actual.dataSync()]);
    });
  });
});
