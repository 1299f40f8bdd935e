import type { EpochLoop, LossFunction, NamedArray, Network, PhaseContext, Sampler } from '@ballast/core';
import { compile, forward, tf } from '@ballast/tensor';
import {
  batchTensors,
  classifierRecord,
  classifierStep,
  createOptimizer,
  disposeReplaced,
  epochBatches,
  givenClassCounts,
  initialClassifier,
  learningRateAt,
  lossContextOf,
  packGroups,
  trainEpoch,
  unpackGroups,
  type BatchTensors,
  type ClassifierState,
} from '@ballast/training';
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import { featureDimensionality } from './measure.ts';
import type { D2lOptions } from './options.ts';
import { labelTrust, turningPoint } from './pace.ts';
import { pacedLoss } from './pacedLoss.ts';

export interface D2lParts {
  readonly loss: LossFunction;
  readonly sampler: Sampler;
}

type StepInputs = {
  readonly state: ClassifierState;
  readonly batch: BatchTensors;
  /** α; undefined before the turning point. */
  readonly trust: Scalar | undefined;
  readonly learningRate: Scalar;
};

type StepConstants = { readonly epoch: number };

/** Plain training until the dimensionality of the features rises, then training on labels mixed with predictions. */
export class D2lLoop implements EpochLoop {
  readonly epochs: number;
  private readonly network: Network;
  private readonly optimizer;
  private readonly classCounts: readonly number[];
  private readonly step = compile(({ state, batch, trust, learningRate }: StepInputs, constants: StepConstants) =>
    classifierStep(
      {
        network: this.network,
        optimizer: this.optimizer,
        learningRate,
        loss: pacedLoss(this.parts.loss, trust && { trust, predicted: this.predicted(state, batch) }),
        lossContext: lossContextOf(constants, { classCounts: this.classCounts, epochs: this.epochs }),
      },
      state,
      batch,
    ),
  );

  constructor(
    private readonly context: PhaseContext,
    private readonly options: D2lOptions,
    private readonly parts: D2lParts,
  ) {
    const { train, classCount } = context.task;
    this.epochs = options.epochs;
    this.network = context.network(parts.loss.head);
    this.optimizer = createOptimizer(options.optimizer);
    this.classCounts = givenClassCounts(train, classCount);
  }

  /** `dimensionality` [epochs]: of the features after each epoch, NaN where none has been measured. */
  initialize(): ReturnType<EpochLoop['initialize']> {
    const random = this.context.random.split('initial weights');
    return {
      tensors: packGroups(initialClassifier(this.network, this.optimizer, random)),
      arrays: { dimensionality: { shape: [this.epochs], data: new Float32Array(this.epochs).fill(Number.NaN) } },
    };
  }

  async runEpoch(
    { tensors, arrays }: Parameters<EpochLoop['runEpoch']>[0],
    epoch: number,
  ): ReturnType<EpochLoop['runEpoch']> {
    const { data } = arrays['dimensionality'] as NamedArray;
    const before = unpackGroups(tensors, ['parameters', 'buffers', 'optimizer']);
    const trust = this.turningPoint(data, epoch) === undefined ? 1 : labelTrust(data.subarray(0, epoch), this.epochs);
    const { state: trained, train } = await this.trained(before, epoch, trust);
    data[epoch] = await this.measured(before, trained, epoch, data[epoch - 1]);
    const turned = this.turningPoint(data, epoch + 1) === epoch;
    const state = turned && this.options.rollBack ? rolledBack(before, trained) : trained;
    const record = classifierRecord({
      learningRate: learningRateAt(this.options.schedule, { epoch, epochs: this.epochs }),
      train,
      network: this.network,
      state,
      extra: { labelTrust: trust, dimensionality: data[epoch] },
    });
    return { tensors: packGroups(state), record };
  }

  private trained(before: ClassifierState, epoch: number, trust: number) {
    const { train } = this.context.task;
    const { schedule, batchSize } = this.options;
    const learningRate = learningRateAt(schedule, { epoch, epochs: this.epochs });
    return trainEpoch({
      epoch,
      set: train,
      batches: epochBatches(this.context, train, { sampler: this.parts.sampler, epoch, batchSize }),
      state: before,
      step: (batch, state) => {
        const alpha = trust === 1 ? undefined : tf.scalar(trust);
        const inputs = { state, batch: batchTensors(batch), trust: alpha, learningRate: tf.scalar(learningRate) };
        return this.step(inputs, { epoch });
      },
    });
  }

  /** [B] by the forward pass of the step itself, which is computed once. */
  private predicted(state: ClassifierState, { images }: BatchTensors): Tensor1D {
    return tf.argMax(forward(this.network, state, images, 'train').logits, 1);
  }

  /** The last one again where none can be estimated, as in the authors' code. Frees what was trained if that fails. */
  private async measured(before: ClassifierState, trained: ClassifierState, epoch: number, last = Number.NaN) {
    const { parameters, buffers } = trained;
    try {
      const classifier = { network: this.network, parameters, buffers };
      const found = await featureDimensionality(this.context, classifier, epoch, this.options.estimate);
      return Number.isFinite(found) ? found : last;
    } catch (error) {
      disposeReplaced(packGroups(trained), packGroups(before));
      throw error;
    }
  }

  /** Among the first epochs. */
  private turningPoint(dimensionalities: NamedArray['data'], epochs: number): number | undefined {
    return turningPoint(dimensionalities.subarray(0, epochs), this.epochs, this.options.turningPoint);
  }
}

/** Parameters and running statistics of before, frees those that they replace; the momentum goes on. */
function rolledBack(before: ClassifierState, { parameters, buffers, optimizer }: ClassifierState): ClassifierState {
  disposeReplaced(packGroups({ parameters, buffers }), packGroups(before));
  return { parameters: before.parameters, buffers: before.buffers, optimizer };
}
