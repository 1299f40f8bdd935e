import {
  createRandom,
  type LossFunction,
  type MetaOptimizer,
  type NamedTensors,
  type Plugin,
  type WeightNet,
} from '@ballast/core';
import models from '@ballast/models';
import { tf } from '@ballast/tensor';
import { buildPlugin } from '@ballast/testing';
import { createOptimizer, initialClassifier, OptimizerOptions } from '@ballast/training';
import type { Scalar, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Reweighting, ReweightingState } from '../src/metaStep.ts';
import type { LearningStepInputs } from '../src/steps.ts';

const classCount = 4;
const curveLength = 6;
const model = models.find(({ id }) => id === 'resnet') as Plugin<'model'>;
export const sgd = OptimizerOptions.parse({ type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 });

export type Rates = { readonly learningRate: Scalar; readonly gradientFactor: Scalar };

/** A ResNet-8 on images [8, 8, 3], by learning rate. */
export function setupOf(loss: LossFunction, weightNet: WeightNet, metaOptimizer: MetaOptimizer) {
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
    staleWeights: false,
    ...fed,
  });
}

export function initialState(setup: Reweighting): ReweightingState {
  const random = createRandom(5);
  const learned = setup.weightNet.initialize({ classCount, curveLength }, random.split('weight net'));
  return {
    ...initialClassifier(setup.network, setup.optimizer, random.split('classifier')),
    learned,
    learnedOptimizer: setup.learnedOptimizer.initialState(learned),
  };
}

/** Batches of noise: `size` train samples and five meta samples. */
export function inputsOf(state: ReweightingState, size: number, seed: number): LearningStepInputs {
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
export function differing(actual: NamedTensors, expected: NamedTensors): string[] {
  const bits = (tensor: Tensor | undefined): string =>
    tensor === undefined ? 'missing' : new Int32Array(tensor.dataSync<'float32'>().slice().buffer).join();
  return Object.keys({ ...actual, ...expected }).filter((name) => bits(actual[name]) !== bits(expected[name]));
}
