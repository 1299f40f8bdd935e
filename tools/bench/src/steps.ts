import { createRandom, type Plugin } from '@ballast/core';
import models from '@ballast/models';
import crossEntropy from '@ballast/plugin-cross-entropy';
import curvenet from '@ballast/plugin-curvenet';
import metaOptimizers from '@ballast/plugin-meta-optimizers';
import { compile, tf, type Step, type TensorTree } from '@ballast/tensor';
import { buildPlugin } from '@ballast/testing';
import { classifierStep, createOptimizer, initialClassifier, OptimizerOptions } from '@ballast/training';
import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Reweighting } from '../../../plugins/meta-reweighting/src/metaStep.ts';
import { learningStep, type LearningStepInputs } from '../../../plugins/meta-reweighting/src/steps.ts';

export interface Sizes {
  readonly depth: number;
  readonly batch: number;
  readonly metaBatch: number;
}

const classCount = 10;
const curveLength = 300;
const imageShape = { height: 32, width: 32, channels: 3 };
const learningRate = 0.1;
const lossContext = { classCounts: new Array<number>(classCount).fill(5000), epoch: 0, epochs: 200 };

/** What is measured. */
export const stepNames = ['plain step', 'meta step', 'meta step, SLMO 3'] as const;
export type StepName = (typeof stepNames)[number];

/** Every step as it is and compiled, on inputs of its own that stay; a call computes and frees one step. */
export function preparedSteps(sizes: Sizes): Record<StepName, { eager: () => void; compiled: () => void }> {
  const setup = setupOf(sizes, { type: 'forward-mode' });
  const inputs = inputsOf(setup, sizes);
  const plain = ({ state, batch }: LearningStepInputs) => classifierStep(setup, state, batch);
  return {
    'plain step': bothWays(plain, inputs),
    'meta step': bothWays((given: LearningStepInputs) => learningStep(setup, given), inputs),
    'meta step, SLMO 3': bothWays(
      (given: LearningStepInputs) => learningStep(setupOf(sizes, { type: 'slmo', skippedStages: 3 }), given),
      inputs,
    ),
  };
}

function bothWays<I extends TensorTree, O extends TensorTree>(step: Step<I, null, O>, inputs: I) {
  const compiled = compile(step);
  const once = (run: Step<I, null, O>) => (): void => {
    tf.tidy(() => {
      run(inputs, null);
    });
  };
  return { eager: once(step), compiled: once(compiled) };
}

/** CurveNet as its authors trained it. */
function setupOf(
  { depth }: Sizes,
  { type, ...options }: { readonly type: string; readonly skippedStages?: number },
): Reweighting {
  const model = models.find(({ id }) => id === 'resnet') as Plugin<'model'>;
  const metaOptimizer = metaOptimizers.find(({ id }) => id === type) as Plugin<'meta optimizer'>;
  const sgd = { type: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 5e-4 };
  return {
    network: buildPlugin(model, { depth }).build({ imageShape, classCount, head: 'linear' }),
    loss: buildPlugin(crossEntropy),
    lossContext,
    weightNet: buildPlugin(curvenet),
    metaOptimizer: buildPlugin(metaOptimizer, options, metaOptimizers),
    normaliseWeights: 'none',
    optimizer: createOptimizer(OptimizerOptions.parse(sgd)),
    innerOptimizer: undefined,
    learnedOptimizer: createOptimizer(OptimizerOptions.parse({ type: 'adam', weightDecay: 1e-4 })),
    learningRate,
    weightNetLearningRate: 1e-3,
  };
}

function inputsOf(setup: Reweighting, sizes: Sizes): LearningStepInputs {
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
