import type {
  EpochLoop,
  LoopState,
  LossFunction,
  NamedTensors,
  Network,
  NetworkState,
  PhaseContext,
  Sampler,
  SampleSet,
} from '@ballast/core';
import { compile, tf } from '@ballast/tensor';
import type { Scalar } from '@tensorflow/tfjs-core';
import { createOptimizer, type Optimizer } from '../optimizers/optimizer.ts';
import { learningRateAt } from '../schedules/learningRate.ts';
import { givenClassCounts } from './classCounts.ts';
import { batchTensors, type BatchTensors } from './batches.ts';
import {
  classifierStep,
  initialClassifier,
  lossContextOf,
  type ClassifierStep,
  type ClassifierStepResult,
} from './classifier.ts';
import { classifierRecord } from './classifierRecord.ts';
import { epochBatches } from './epochBatches.ts';
import { packGroups, unpackGroups, type ClassifierState } from '../tensors/groups.ts';
import { trainEpoch } from './trainEpoch.ts';
import type { Training } from './trainingOptions.ts';

export interface ClassifierLoop {
  readonly context: PhaseContext;
  /** What is trained on. */
  readonly set: SampleSet;
  readonly network: Network;
  readonly loss: LossFunction;
  readonly sampler: Sampler;
  readonly training: Training;
  /** Where training begins; fresh parameters unless given. */
  readonly initial?: () => NetworkState;
  /** One step of it, compiled by the loop; `classifierStep` unless given. */
  readonly step?: (step: ClassifierStep, state: ClassifierState, batch: AnnotatedBatch) => ClassifierStepResult;
  /** What the step is told of a batch's samples beside their given labels: a second label, a weight. */
  readonly annotate?: (positions: Int32Array, now: LoopMoment) => NamedTensors;
  /** The network that is evaluated, on the same parameters; the trained one unless given. */
  readonly evaluated?: Network;
  /** Records every sample's training loss of every epoch: the loss curves [set.count, epochs]. */
  readonly recordLossCurves: boolean;
}

/** A type, since an interface is no record of tensors. */
export type AnnotatedBatch = BatchTensors & {
  /** As `annotate` gave them; empty without it. */
  readonly annotations: NamedTensors;
};

export interface LoopMoment {
  readonly epoch: number;
  /** Of the loop's state. */
  readonly arrays: LoopState['arrays'];
}

const noArrays: LoopState['arrays'] = {};

/** Plain training of a classifier: one step of the mean loss a batch. Also the probing of CurveNet and O2U-Net. */
export function classifierLoop(loop: ClassifierLoop): EpochLoop {
  const { context, set, training } = loop;
  const { epochs, schedule, batchSize } = training;
  const optimizer = createOptimizer(training.optimizer);
  const step = compiledStep(loop, optimizer);
  return {
    epochs,
    initialize: (): LoopState => ({
      tensors: packGroups(initialState(loop, optimizer)),
      arrays: noArrays,
    }),
    runEpoch: async ({ tensors, arrays }: LoopState, epoch) => {
      const learningRate = learningRateAt(schedule, { epoch, epochs });
      const { state, train, losses } = await trainEpoch({
        epoch,
        set,
        batches: epochBatches(context, set, {
          sampler: loop.sampler,
          epoch,
          batchSize: typeof batchSize === 'number' ? batchSize : batchSize(epoch),
        }),
        state: unpackGroups(tensors, ['parameters', 'buffers', 'optimizer']),
        step: (batch, before) => {
          const annotations = loop.annotate?.(batch.positions, { epoch, arrays }) ?? {};
          const annotated = { ...batchTensors(batch), annotations };
          const inputs = { state: before, batch: annotated, learningRate: tf.scalar(learningRate) };
          return step(inputs, { epoch });
        },
        recordLosses: loop.recordLossCurves,
      });
      const network = loop.evaluated ?? loop.network;
      return { tensors: packGroups(state), record: classifierRecord({ learningRate, train, network, state, losses }) };
    },
  };
}

function initialState({ network, context, initial }: ClassifierLoop, optimizer: Optimizer): ClassifierState {
  if (initial === undefined) return initialClassifier(network, optimizer, context.random.split('initial weights'));
  const { parameters, buffers } = initial();
  return { parameters, buffers, optimizer: optimizer.initialState(parameters) };
}

/** A type, since an interface is no record of tensors. */
type StepInputs = {
  readonly state: ClassifierState;
  readonly batch: AnnotatedBatch;
  readonly learningRate: Scalar;
};

type StepConstants = { readonly epoch: number };

function compiledStep(
  { context, set, training, network, loss, step = classifierStep }: ClassifierLoop,
  optimizer: Optimizer,
) {
  const { epochs } = training;
  const classCounts = givenClassCounts(set, context.task.classCount);
  return compile(({ state, batch, learningRate }: StepInputs, constants: StepConstants): ClassifierStepResult => {
    const lossContext = lossContextOf(constants, { classCounts, epochs });
    return step({ network, loss, optimizer, learningRate, lossContext }, state, batch);
  });
}
