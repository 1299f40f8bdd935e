import { existsSync, readFileSync } from 'node:fs';
import type { LoopState, NamedArray, NamedTensors } from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';
import { decodeArrays, encodeArrays } from './arrayFile.ts';
import { writeWhole } from './diskErrors.ts';

/** A loop after an epoch, with all that a resumed run needs. */
export interface Checkpoint extends LoopState {
  /** How many epochs are done. */
  readonly epochsDone: number;
  /** How many of them have their losses in the file of the loss curves; 0 where none are recorded. */
  readonly lossEpochs: number;
  /** What the runner itself keeps. */
  readonly runner: Readonly<Record<string, NamedArray>>;
}

/**
 * Writes tensors, arrays and epoch as one safetensors file, atomically.
 * There is no fsync: a crash of the machine, unlike one of the process, may cost the phase's last epochs.
 * @param place where it is put instead, what stands there being removed first.
 * @throws UserError when the disk is full.
 */
export function writeCheckpoint(file: string, checkpoint: Checkpoint, place?: string): void {
  const { tensors, arrays, runner, epochsDone, lossEpochs } = checkpoint;
  const all = {
    ...prefixed('tensors', namedArrays(tensors)),
    ...prefixed('arrays', arrays),
    ...prefixed('runner', runner),
  };
  const metadata = { epochsDone: String(epochsDone), lossEpochs: String(lossEpochs) };
  writeWhole(file, encodeArrays({ arrays: all, metadata }), place);
}

/**
 * The checkpoint with its tensors on the backend, or undefined when there is none.
 * @throws Error when the file is cut off or damaged.
 */
export function readCheckpoint(file: string): Checkpoint | undefined {
  if (!existsSync(file)) return undefined;
  const { arrays, metadata } = decodeArrays(readFileSync(file));
  const [epochsDone, lossEpochs] = [Number(metadata['epochsDone']), Number(metadata['lossEpochs'])];
  if (!Number.isInteger(epochsDone) || !Number.isInteger(lossEpochs)) {
    throw new Error('the file does not say how many epochs are done');
  }
  return {
    epochsDone,
    lossEpochs,
    tensors: asTensors(unprefixed('tensors', arrays)),
    arrays: unprefixed('arrays', arrays),
    runner: unprefixed('runner', arrays),
  };
}

/** The numbers of tensors, read from the backend. */
export function namedArrays(tensors: NamedTensors): Record<string, NamedArray> {
  return mapValues(tensors, (tensor) => ({
    shape: tensor.shape,
    data: tensor.dataSync<'float32' | 'int32'>(),
  }));
}

function asTensors(arrays: Readonly<Record<string, NamedArray>>): Record<string, Tensor> {
  return mapValues(arrays, ({ shape, data }) =>
    tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32'),
  );
}

function prefixed<T>(prefix: string, values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}/${name}`, value]));
}

function unprefixed<T>(prefix: string, values: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => name.startsWith(`${prefix}/`))
      .map(([name, value]) => [name.slice(prefix.length + 1), value]),
  );
}

function mapValues<T, R>(values: Readonly<Record<string, T>>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
