import type { LossFunction, MetaProblem, NamedTensors, Network, Random, WeightNet } from '@ballast/core';
import { initializeNetwork, mapNamed, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { createOptimizer, withoutGradient, type OptimizerOptions } from '@ballast/training';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { normalTensor } from '../networks/initializers.ts';

export interface RandomMetaProblem {
  readonly network: Network;
  /** Of one input: `[8, 8, 3]` for images. */
  readonly inputShape: readonly number[];
  readonly classCount: number;
  readonly loss: LossFunction;
  readonly weightNet: WeightNet;
  readonly random: Random;
  /** Nesterov with weight decay unless given: the hardest of the linear ones. */
  readonly innerOptimizer?: OptimizerOptions;
  readonly batchSize?: number;
}

const curveLength = 12;
const learningRate = 0.1;
const nesterov: OptimizerOptions = { type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 };

/** One meta step's problem out of random numbers: parameters, momentum, running statistics, batches. Tidy it up. */
export function randomMetaProblem(options: RandomMetaProblem): MetaProblem {
  const { network, inputShape, classCount, loss, weightNet, random, batchSize = 8 } = options;
  const { parameters, buffers } = initializeNetwork(network, random.split('network'));
  const optimizer = createOptimizer(options.innerOptimizer ?? nesterov);
  const momentum = mapNamed(optimizer.initialState(parameters), (tensor, name) =>
    normalTensor(tensor.shape, random.split(`momentum of ${name}`)).mul(0.01),
  );
  const givenLabels = randomLabels(batchSize, classCount, random.split('train labels'));
  const lossCurves = normalTensor<Tensor2D>([batchSize, curveLength], random.split('loss curves'));
  const weigh = (learned: NamedTensors, losses: Tensor1D): Tensor1D =>
    weightNet.weights(learned, { losses, givenLabels, lossCurves });
  const classCounts = Array.from({ length: classCount }, (_, index) => 40 - 7 * index).map((n) => Math.max(n, 2));
  return {
    network,
    parameters,
    buffers: mapNamed(buffers, (tensor, name) =>
      tensor.add(normalTensor(tensor.shape, random.split(`statistics ${name}`)).mul(0.1)),
    ),
    trainInputs: normalTensor([batchSize, ...inputShape], random.split('train inputs')),
    metaInputs: normalTensor([batchSize - 2, ...inputShape], random.split('meta inputs')),
    metaLabels: randomLabels(batchSize - 2, classCount, random.split('meta labels')),
    learned: weightNet.initialize({ classCount, curveLength }, random.split('weight net')),
    trainLoss: (learned, logits) => {
      const losses = loss.perSample({ logits, givenLabels, classCounts, epoch: 9, epochs: 10 });
      const seen = withoutGradient(losses, (values) => values.clone());
      return losses.mul(weigh(learned, seen)).mean();
    },
    metaLoss: (logits, labels) => softmaxCrossEntropy(logits, labels).mean(),
    virtualStep: (at, gradients) => optimizer.virtualStep({ parameters: at, gradients, state: momentum, learningRate }),
  };
}

function randomLabels(count: number, classCount: number, random: Random): Tensor1D {
  return tf.tensor1d(
    Array.from({ length: count }, () => random.integer(classCount)),
    'int32',
  );
}
