import type { EpochLoop, LoopState, LossFunction, Network, PhaseContext, Sampler, SampleSet } from '@ballast/core';
import { compile } from '@ballast/tensor';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { learningRateAt } from '../schedules/learningRate.ts';
import type { ScheduleOptions } from '../schedules/options.ts';
import { givenClassCounts } from './classCounts.ts';
import { batchTensors, type BatchTensors } from './batches.ts';
import { classifierStep, initialClassifier, type ClassifierStepResult } from './classifier.ts';
import { epochBatches } from './epochBatches.ts';
import { packGroups, unpackGroups, type ClassifierState } from '../tensors/groups.ts';
import { emptyLossCurves } from './lossCurves.ts';
import { trainEpoch } from './trainEpoch.ts';

export interface ClassifierLoop {
  readonly context: PhaseContext;
  /** What is trained on. */
  readonly set: SampleSet;
  readonly network: Network;
  readonly loss: LossFunction;
  readonly sampler: Sampler;
  readonly optimizer: Optimizer;
  readonly schedule: ScheduleOptions;
  readonly epochs: number;
  /** Probing changes it with the learning rate. */
  batchSizeAt(epoch: number): number;
  /** Keeps every sample's training loss of every epoch in the state's array `lossCurves`, [set.count, epochs]. */
  readonly recordLossCurves: boolean;
}

const noArrays: LoopState['arrays'] = {};

/** Plain training of a classifier: one step of the mean loss a batch. Also the probing of CurveNet and O2U-Net. */
export function classifierLoop(loop: ClassifierLoop): EpochLoop {
  const { context, set, epochs } = loop;
  const step = compiledStep(loop);
  return {
    epochs,
    initialize: (): LoopState => ({
      tensors: packGroups(initialClassifier(loop.network, loop.optimizer, context.random.split('initial weights'))),
      arrays: loop.recordLossCurves ? { lossCurves: emptyLossCurves(set.count, epochs) } : noArrays,
    }),
    runEpoch: async ({ tensors, arrays }: LoopState, epoch) => {
      const learningRate = learningRateAt(loop.schedule, { epoch, epochs });
      const { state, train } = await trainEpoch({
        epoch,
        set,
        batches: epochBatches(context, set, { sampler: loop.sampler, epoch, batchSize: loop.batchSizeAt(epoch) }),
        state: unpackGroups(tensors, ['parameters', 'buffers', 'optimizer']),
        step: (batch, before) => step({ state: before, batch: batchTensors(batch) }, { learningRate, epoch }),
        lossCurves: arrays['lossCurves'],
      });
      const record = {
        learningRate,
        trainLoss: train.loss,
        trainAccuracy: train.accuracy,
        classifier: { network: loop.network, parameters: state.parameters, buffers: state.buffers },
      };
      return { tensors: packGroups(state), record };
    },
  };
}

/** A type, since an interface is no record of tensors. */
type StepInputs = { readonly state: ClassifierState; readonly batch: BatchTensors };

type StepConstants = { readonly learningRate: number; readonly epoch: number };

function compiledStep({ context, set, epochs, network, loss, optimizer }: ClassifierLoop) {
  const classCounts = givenClassCounts(set, context.task.classCount);
  return compile(({ state, batch }: StepInputs, { learningRate, epoch }: StepConstants): ClassifierStepResult => {
    const lossContext = { classCounts, epoch, epochs };
    return classifierStep({ network, loss, optimizer, learningRate, lossContext }, state, batch);
  });
}
