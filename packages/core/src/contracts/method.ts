import type { Random } from '../random/random.ts';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { HeadKind, NamedTensors, Network } from './model.ts';
import type { ImageShape, Normalisation, Pixels } from './dataset.ts';
import type { LossCurves } from './weight-net.ts';

/** JSON, the form in which a phase's settings are hashed and stored. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Options, all of them JSON; an optional one that nobody gave is undefined or not there. */
export type Settings = Readonly<Record<string, Json | undefined>>;

/** Samples of one role, as indices into images that several roles share. */
export interface SampleSet {
  readonly role: 'train' | 'meta' | 'validation' | 'test' | (string & {});
  readonly count: number;
  readonly imageShape: ImageShape;
  /** Pixels on every side of a stored image beyond `imageShape`; 0 unless given. */
  readonly margin?: number | undefined;
  readonly normalisation: Normalisation;
  /** Of all images. */
  readonly pixels: Pixels;
  /** [count] the place of each sample in `pixels` and in the data set. */
  readonly indices: Int32Array;
  /** [count] */
  readonly givenLabels: Int32Array;
  /** [count]; undefined where nobody knows the truth. Only evaluation, reports and oracles may look. */
  readonly trueLabels: Int32Array | undefined;
}

/** What is to be learned: the data of a cell after corruption and splits. */
export interface LearningTask {
  readonly classCount: number;
  readonly classNames: readonly string[];
  readonly train: SampleSet;
  /** Small, clean, balanced, none of it in `train`; empty where the suite has none. */
  readonly meta: SampleSet;
  /** Out of the training part; its labels are noisy. */
  readonly validation: SampleSet;
  readonly test: SampleSet;
  /** Further test sets, by name; nothing is chosen by them. */
  readonly otherTests?: Readonly<Record<string, SampleSet>> | undefined;
}

/** A number array with a shape; what phases hand on and the store keeps in `.npy`. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** What a phase hands to later phases and to the report. */
export interface PhaseOutput {
  readonly arrays: Readonly<Record<string, NamedArray>>;
  /** What `runEpochs` recorded, where later phases or the report are to see it. */
  readonly lossCurves?: LossCurves | undefined;
}

/** Everything that an interrupted loop needs to go on bit for bit. */
export interface LoopState {
  readonly tensors: NamedTensors;
  /** Host memory that the loop changes in place: sample weights, say. It is saved whole after every epoch. */
  readonly arrays: Readonly<Record<string, NamedArray>>;
}

/** Losses are means over samples, accuracies in [0, 1]. */
export interface EpochRecord {
  readonly learningRate: number;
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  /** The classifier to evaluate after this epoch. */
  readonly classifier: { readonly network: Network; readonly parameters: NamedTensors; readonly buffers: NamedTensors };
  /** [N] each sample's training loss, NaN where it was not visited: recorded as a column of the loss curves. */
  readonly losses?: Float32Array | undefined;
  /** Whatever else the method wants in the log: meta loss, mean weight … */
  readonly extra?: Readonly<Record<string, number>>;
}

/** A loop after its last epoch. The context owns its tensors, which live until the phase ends. */
export interface FinishedLoop extends LoopState {
  /** [N, epochs], where the records had losses. */
  readonly lossCurves: LossCurves | undefined;
}

export interface EpochLoop {
  readonly epochs: number;
  /** Called when nothing was saved; the context owns the tensors from then on. */
  initialize(): LoopState;
  /**
   * One epoch. Returns the next state's tensors (the context disposes those they replace) and the record.
   * `arrays` of the state are changed in place.
   * @throws NonFiniteLossError when the loss is no number.
   */
  runEpoch(state: LoopState, epoch: number): Promise<{ readonly tensors: NamedTensors; readonly record: EpochRecord }>;
}

/** The runner owns the tensors: they live until the next batch is asked for. */
export interface Batch {
  /** [B] places in the sample set. */
  readonly positions: Int32Array;
  /** [B, height, width, channels], normalised: the first of the views. */
  readonly images: Tensor4D;
  /** The same samples in every view that was asked for, in that order. */
  readonly views: readonly Tensor4D[];
  /** [B] int32 */
  readonly givenLabels: Tensor1D;
}

/** How images are looked at: as they are, with the suite's augmentation, or with its `strong` one on top of that. */
export type View = 'none' | 'standard' | 'strong';

export interface BatchRequest {
  /** Positions in the set, in the order in which they come; batches differ in size by at most one. */
  readonly order: Int32Array;
  /** The largest size of a batch. */
  readonly batchSize: number;
  /** What a batch shows its samples in: once, or several times with draws of their own. */
  readonly views: readonly [View, ...View[]];
  /** The stream of the augmentation. */
  readonly random: Random;
}

/** What the runner gives a phase. */
export interface PhaseContext {
  readonly task: LearningTask;
  /** The stream of this phase; split it by what it is for. */
  readonly random: Random;
  /** The cell's model with the head that a loss prefers (unless the model's options fix one). */
  network(preferredHead?: HeadKind): Network;
  /** The output of an earlier phase that this one `uses`. */
  output(phase: string): PhaseOutput;
  /** Batches, prepared ahead of the step. */
  batches(set: SampleSet, request: BatchRequest): AsyncIterable<Batch>;
  /** Runs the loop from the last checkpoint on: saves, evaluates, logs and shows progress after every epoch. */
  runEpochs(loop: EpochLoop): Promise<FinishedLoop>;
}

/** A part of a recipe with a result of its own; cells that begin alike share it. */
export interface Phase {
  readonly name: string;
  /** Everything in the method's options that determines the outcome, and nothing else. */
  readonly settings: Settings;
  /** Names of the phases whose outputs it takes. */
  readonly uses: readonly string[];
  /** Whether its classifier is the one that the table shows. */
  readonly evaluated: boolean;
  run(context: PhaseContext): Promise<PhaseOutput>;
}

/** The phases that make up a training recipe. */
export interface Method {
  /** In the order in which they run. */
  readonly phases: readonly Phase[];
  /** Whether it learns from the trusted meta set; the table says so. */
  readonly usesMetaSet: boolean;
  /**
   * Whether it is an oracle, told what nobody knows in use: true labels, or the noise rate. Every table marks it, and
   * neither ranks it nor calls it best. False unless given.
   */
  readonly knowsTruth?: boolean;
  /** Called before anything is computed, with the network that the classifier will have. @throws UserError */
  check?(network: Network): void;
  /**
   * The network of the classifier that the table shows, where that is more than the model's network: a pair, say. Its
   * parameters and buffers are named as in the last epoch's record. A classifier out of the store is rebuilt by it.
   */
  classifier?(network: Network, classCount: number): Network;
}

/** A loss that became NaN or infinite: stops its cell, keeps its log. */
export class NonFiniteLossError extends Error {
  override readonly name = 'NonFiniteLossError';

  constructor(
    readonly loss: number,
    readonly epoch: number,
    /** Undefined where only the epoch's mean loss is known. */
    readonly step: number | undefined,
  ) {
    const where = `epoch ${String(epoch)}` + (step === undefined ? '' : `, step ${String(step)}`);
    super(`The loss became ${String(loss)} in ${where}.`);
  }
}
