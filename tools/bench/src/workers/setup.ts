import { createRandom, type Plugin } from '@ballast/core';
import models from '@ballast/models';
import crossEntropy from '@ballast/plugin-cross-entropy';
import curvenet from '@ballast/plugin-curvenet';
import metaOptimizers from '@ballast/plugin-meta-optimizers';
import { tf } from '@ballast/tensor';
import { buildPlugin } from '@ballast/testing';
import { createOptimizer, initialClassifier, OptimizerOptions } from '@ballast/training';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Reweighting } from '../../../../plugins/meta-reweighting/src/metaStep.ts';
import type { LearningStepInputs } from '../../../../plugins/meta-reweighting/src/steps.ts';

export interface Sizes {
  readonly depth: number;
  readonly batch: number;
  readonly metaBatch: number;
}

export interface MetaOptimizerChoice {
  readonly type: string;
  readonly skippedStages?: number;
}

export const classCount = 10;
export const imageShape = { height: 32, width: 32, channels: 3 };
const curveLength = 300;
export const learningRate = 0.1;
export const optimizer: OptimizerOptions = { type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 };
const lossContext = { classCounts: new Array<number>(classCount).fill(5000), epoch: 0, epochs: 200 };

/** CurveNet as its authors trained it. */
export function setupOf({ depth }: Pick<Sizes, 'depth'>, { type, ...options }: MetaOptimizerChoice): Reweighting {
  const model = models.find(({ id }) => id === 'resnet') as Plugin<'model'>;
  const metaOptimizer = metaOptimizers.find(({ id }) => id === type) as Plugin<'meta optimizer'>;
  return {
    network: buildPlugin(model, { depth }).build({ imageShape, classCount, head: 'linear' }),
    loss: buildPlugin(crossEntropy),
    lossContext,
    weightNet: buildPlugin(curvenet),
    metaOptimizer: buildPlugin(metaOptimizer, options, metaOptimizers),
    normaliseWeights: 'none',
    optimizer: createOptimizer(optimizer),
    innerOptimizer: undefined,
    learnedOptimizer: createOptimizer(OptimizerOptions.parse({ type: 'adam', weightDecay: 1e-4 })),
    learningRate,
    weightNetLearningRate: 1e-3,
    staleWeights: false,
  };
}

/** A fresh learner and batches of noise, which stay. */
export function inputsOf(setup: Reweighting, sizes: Sizes): LearningStepInputs {
  const random = createRandom(0);
  const learned = setup.weightNet.initialize({ classCount, curveLength }, random.split('weight net'));
  const normal = (name: string, shape: readonly number[]) => {
    const stream = random.split(name);
    const size = shape.reduce((product, length) => product * length, 1);
    return tf.tensor(
      Float32Array.from({ length: size }, () => stream.normal()),
      [...shape],
    );
  };
  const batch = (name: string, count: number) => ({
    images: normal(`${name} images`, [count, 32, 32, 3]) as Tensor4D,
    givenLabels: tf.tensor1d(Int32Array.from({ length: count }, (_, index) => index % classCount)),
  });
  return {
    state: {
      ...initialClassifier(setup.network, setup.optimizer, random.split('classifier')),
      learned,
      learnedOptimizer: setup.learnedOptimizer.initialState(learned),
    },
    batch: { ...batch('train', sizes.batch), meta: batch('meta', sizes.metaBatch) },
    lossCurves: normal('loss curves', [sizes.batch, curveLength]) as Tensor2D,
  };
}
