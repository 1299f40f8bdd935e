import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EpochRecord, ImageShape, LearningTask, NamedArray, Normalisation } from '@ballast/core';
import { z } from 'zod';
import { decodeArrays, encodeArrays } from './arrayFile.ts';
import { namedArrays } from './checkpoint.ts';
import { writeWhole } from './diskErrors.ts';

/** What has to be known of a classifier besides its numbers. */
export interface ClassifierDescription {
  readonly classNames: readonly string[];
  /** What it takes: [B, height, width, channels]. */
  readonly imageShape: ImageShape;
  /** A number is (byte − mean) / standard deviation of its channel. */
  readonly normalisation: Normalisation;
  /** The names of its network's stages, in order. */
  readonly stages: readonly string[];
}

/** A trained classifier as a file holds it. */
export interface StoredClassifier extends ClassifierDescription {
  /** By name, `stage.layer`: what training moved by gradients. */
  readonly parameters: Readonly<Record<string, NamedArray>>;
  /** By name: running statistics. */
  readonly buffers: Readonly<Record<string, NamedArray>>;
}

const numbers = z.array(z.number());
const Description = z.object({
  classNames: z.array(z.string()),
  imageShape: z.object({ height: z.number(), width: z.number(), channels: z.number() }),
  normalisation: z.object({ mean: numbers, standardDeviation: numbers }),
  stages: z.array(z.string()),
});
const parameterPrefix = 'parameters/';
const bufferPrefix = 'buffers/';

/** Where a phase keeps its classifier. */
export function classifierFile(folder: string): string {
  return join(folder, 'classifier.safetensors');
}

/** Writes a classifier as one safetensors file with its preprocessing, atomically. @throws UserError for a full disk. */
export function writeClassifier(
  file: string,
  { network, parameters, buffers }: EpochRecord['classifier'],
  { classNames, train: { imageShape, normalisation } }: LearningTask,
): void {
  const stages = network.stages.map(({ name }) => name);
  const description: ClassifierDescription = { classNames, imageShape, normalisation, stages };
  const arrays = {
    ...prefixed(parameterPrefix, namedArrays(parameters)),
    ...prefixed(bufferPrefix, namedArrays(buffers)),
  };
  writeWhole(file, encodeArrays({ arrays, metadata: { format: 'ballast', classifier: JSON.stringify(description) } }));
}

/** Undefined where there is none. @throws Error when the file is cut off or damaged. */
export function readClassifier(file: string): StoredClassifier | undefined {
  if (!existsSync(file)) return undefined;
  const { arrays, metadata } = decodeArrays(readFileSync(file));
  const description = Description.parse(JSON.parse(metadata['classifier'] ?? ''));
  return {
    ...description,
    parameters: withoutPrefix(parameterPrefix, arrays),
    buffers: withoutPrefix(bufferPrefix, arrays),
  };
}

type Arrays = Readonly<Record<string, NamedArray>>;

function prefixed(prefix: string, arrays: Arrays): Arrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [prefix + name, array]));
}

function withoutPrefix(prefix: string, arrays: Arrays): Arrays {
  const own = Object.entries(arrays).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, array]) => [name.slice(prefix.length), array]));
}
