import type { Tensor } from '@tensorflow/tfjs-core';
import type { Random } from '../random/random.ts';
import type { ImageShape } from './dataset.ts';

export type NamedTensors = Readonly<Record<string, Tensor>>;

/** `train`: batch statistics; `inference`: running statistics. */
export type Mode = 'train' | 'inference';

/** What a stage sees while it runs; names are the stage's own (`conv1`, `bn1.gamma`). */
export interface StageScope {
  readonly mode: Mode;
  parameter(name: string): Tensor;
  buffer(name: string): Tensor;
  /** The buffer's next value, e.g. a running mean; only in mode `train`. */
  updateBuffer(name: string, value: Tensor): void;
  /**
   * Where somebody looks at hidden layers: what a layer goes on with in place of its normalised values, before scale
   * and shift. Undefined where nobody does.
   */
  readonly hidden?: ((name: string, normalised: Tensor) => Tensor) | undefined;
}

/** Learned parameters and the buffers (running statistics) that training moves without a gradient. */
export interface NetworkState {
  readonly parameters: NamedTensors;
  readonly buffers: NamedTensors;
}

/** A part of a network that SLMO can skip as a whole: stem, stage 1, stage 2 …, head. */
export interface Stage {
  readonly name: string;
  initialize(random: Random): NetworkState;
  apply(scope: StageScope, input: Tensor): Tensor;
}

/** Stages in the order in which they run; the last one gives logits [B, K]. */
export interface Network {
  readonly stages: readonly Stage[];
}

/** `cosine`: features and weight columns of length 1, no bias (LDAM). */
export type HeadKind = 'linear' | 'cosine';

export interface ModelTask {
  readonly imageShape: ImageShape;
  readonly classCount: number;
  readonly head: HeadKind;
}

/** A network in stages: stem, stages, head. */
export interface Model {
  /**
   * A digest of the user's files that determine the network besides the options, such as pretrained weights: part of a
   * cell's id. Undefined where there are none.
   */
  contents?(): string | undefined;
  /** @throws UserError when the images do not fit the network. */
  build(task: ModelTask): Network;
}
