import type { MetaProblem, NamedTensors, Plugin } from '@ballast/core';
import mwNet from '@ballast/plugin-mw-net';
import { initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
import {
  buildPlugin,
  expectClose,
  expectNamedClose,
  flattenGoldens,
  goldenTensor,
  goldenTensors,
  metaStepGolden,
  tinyResNet,
  type MetaStepCase,
  type MetaStepGolden,
} from '@ballast/testing';
import { createOptimizer, withoutGradient } from '@ballast/training';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import metaOptimizers from '../src/index.ts';

const slmo = metaOptimizers.find(({ id }) => id === 'slmo') as Plugin<'meta optimizer'>;
const golden = metaStepGolden as MetaStepGolden;
const network = tinyResNet({ channels: 3, widths: [8, 16, 32], classCount: 5 });
const net = buildPlugin(mwNet, { hidden: 16 });

beforeAll(async () => {
  await initializeBackend();
});

const ofMwNet = { 'l1.kernel': 'hidden.kernel', 'l1.bias': 'hidden.bias', 'l2.kernel': 'output.kernel', 'l2.bias': 'output.bias' }; // prettier-ignore

function mwNetNames<T>(named: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(ofMwNet).map(([theirs, ours]) => [ours, named[theirs] as T]));
}

/** What the training loss and the virtual step saw and gave. */
interface Seen {
  losses?: Tensor;
  weights?: Tensor;
  virtual?: NamedTensors;
}

type Weigh = (learned: NamedTensors, losses: Tensor1D) => Tensor1D;

function problemOf({ innerOptimizer }: MetaStepCase, learned: NamedTensors, weigh: Weigh, seen: Seen): MetaProblem {
  const { learningRate, ...inner } = innerOptimizer;
  const optimizer = createOptimizer({ type: 'sgd', ...inner });
  const state = inner.momentum === 0 ? {} : goldenTensors(golden.momentum);
  const labels = tf.tensor1d([...golden.labels], 'int32');
  return {
    network,
    parameters: goldenTensors(golden.params),
    buffers: goldenTensors(golden.runningStats),
    trainInputs: goldenTensor(golden.images),
    metaInputs: goldenTensor(golden.metaImages),
    metaLabels: tf.tensor1d([...golden.metaLabels], 'int32'),
    learned,
    trainLoss: (at, logits) => {
      const losses = softmaxCrossEntropy(logits, labels);
      seen.losses ??= tf.keep(losses.clone());
      const weights = weigh(
        at,
        withoutGradient(losses, (values) => values.clone()),
      );
      seen.weights ??= tf.keep(weights.clone());
      return losses.mul(weights).mean();
    },
    metaLoss: (logits, metaLabels) => softmaxCrossEntropy(logits, metaLabels).mean(),
    virtualStep: (parameters, gradients) => {
      const step = optimizer.virtualStep({ parameters, gradients, state, learningRate });
      seen.virtual = { head: tf.keep((step.parameters['head.kernel'] as Tensor).clone()) };
      return step;
    },
  };
}

const cases = metaStepGolden === undefined ? [] : golden.cases;
const named = cases.map(
  (one) => [one.skippedStages, one.innerOptimizer.nesterov ? 'Nesterov with weight decay' : 'plain SGD', one] as const,
);

describe.skipIf(metaStepGolden === undefined).each(['forward-mode', 'unrolled', 'finite-difference'])(
  'golden meta step by %s',
  (gradient) => {
    // A central difference in float32 keeps fewer digits.
    const tolerance = gradient === 'finite-difference' ? 5e-3 : 1e-4;

    it.each(named)('of the weight net, %i stages skipped, %s', (skippedStages, _inner, expected) => {
      const optimizer = buildPlugin(slmo, { skippedStages, gradient }, metaOptimizers);
      tf.tidy(() => {
        const seen: Seen = {};
        const weigh: Weigh = (learned, losses) =>
          net.weights(learned, { losses, givenLabels: tf.tensor1d([...golden.labels], 'int32') });
        const learned = mwNetNames(goldenTensors(golden.weightNet));
        const result = optimizer.metaGradient(problemOf(expected, learned, weigh, seen));
        expectClose(seen.losses as Tensor, expected.perSampleLoss);
        expectClose(seen.weights as Tensor, expected.weights);
        expectClose(seen.virtual?.['head'] as Tensor, expected.virtualHeadKernel);
        expectClose(result.metaLoss, expected.metaLoss);
        expectNamedClose(result.gradients, mwNetNames(flattenGoldens(expected.metaGradWeightNet)), tolerance);
      });
    });

    it.each(named)('of the sample weights, %i stages skipped, %s', (skippedStages, _inner, expected) => {
      const optimizer = buildPlugin(slmo, { skippedStages, gradient }, metaOptimizers);
      tf.tidy(() => {
        const learned = { weights: goldenTensor(expected.weights) };
        const weigh: Weigh = ({ weights }) => weights as Tensor1D;
        const { gradients } = optimizer.metaGradient(problemOf(expected, learned, weigh, {}));
        expectClose(gradients['weights'] as Tensor, expected.metaGradWeights, tolerance);
      });
    });
  },
);
