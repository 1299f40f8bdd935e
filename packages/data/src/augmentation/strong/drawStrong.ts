import type { ImageShape, Random } from '@ballast/core';
import type { StrongOptions } from '../options.ts';
import { cifar10Policy, signedOperations, type PolicyStep } from './cifar10Policy.ts';
import { operationNames } from './operations.mjs';

/** Numbers of a sample in `operations`: number and magnitude of a first and a second one, −1 for none. */
export const operationsSize = 4;

/** What the strong view does with the samples of a batch after the standard one, ready for another thread. */
export interface StrongPlan {
  /** [B, 4] */
  readonly operations: Float64Array;
  /** [B, 2] row and column of each square's centre, −1 where none is cut out. */
  readonly centres: Int16Array;
  readonly cutoutSize: number;
  readonly fill: number;
}

/** Streams that go on from batch to batch; both begin anew with an epoch. */
export interface StrongStreams {
  readonly operations: Random;
  readonly cutout: Random;
}

/** Draws for one sample after the other: the numbers are the same whatever the batch size. */
export function drawStrong(
  count: number,
  { height, width }: ImageShape,
  { autoAugment, cutout, fill }: StrongOptions,
  streams: StrongStreams,
): StrongPlan {
  const operations = new Float64Array(count * operationsSize).fill(-1);
  const centres = new Int16Array(count * 2).fill(-1);
  for (let sample = 0; sample < count; sample++) {
    if (autoAugment === 'cifar10') operations.set(drawPair(streams.operations), sample * operationsSize);
    if (cutout.size > 0 && streams.cutout.uniform() < cutout.probability) {
      centres.set([streams.cutout.integer(height), streams.cutout.integer(width)], sample * 2);
    }
  }
  return { operations, centres, cutoutSize: cutout.size, fill };
}

function drawPair(random: Random): number[] {
  const [first, second] = cifar10Policy[random.integer(cifar10Policy.length)] as (typeof cifar10Policy)[number];
  return [...drawStep(first, random), ...drawStep(second, random)];
}

/** Always two numbers of the stream, so that one outcome does not move the next. */
function drawStep([name, probability, magnitude = 0]: PolicyStep, random: Random): [number, number] {
  const fires = random.uniform() < probability;
  const sign = random.uniform() < 0.5 && signedOperations.has(name) ? -1 : 1;
  return fires ? [operationNames.indexOf(name), sign * magnitude] : [-1, 0];
}
