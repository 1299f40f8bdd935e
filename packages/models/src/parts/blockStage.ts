import type { NetworkState, Random, Stage, StageScope } from '@ballast/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { mergeStates, type ConvolutionalInitialization } from './initialization.ts';

export interface BlockShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly stride: number;
}

/** A residual block; its parameters' names begin with `name.`. */
export interface Block {
  initialize(random: Random): NetworkState;
  apply(scope: StageScope, input: Tensor): Tensor;
}

export type BlockKind = (name: string, shape: BlockShape, initialization: ConvolutionalInitialization) => Block;

export interface StageShape extends BlockShape {
  readonly blocks: number;
  readonly initialization: ConvolutionalInitialization;
}

/** Blocks `block1`, `block2` … one after another; the first one changes resolution and channels. */
export function blockStage(name: string, shape: StageShape, kind: BlockKind): Stage {
  const { outputs, initialization } = shape;
  const blocks = Array.from({ length: shape.blocks }, (_, index) =>
    kind(`block${String(index + 1)}`, index === 0 ? shape : { inputs: outputs, outputs, stride: 1 }, initialization),
  );
  return {
    name,
    initialize: (random) => mergeStates(...blocks.map((block) => block.initialize(random))),
    apply: (scope, input) => blocks.reduce((features, block) => block.apply(scope, features), input),
  };
}
