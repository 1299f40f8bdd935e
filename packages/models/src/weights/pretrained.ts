import {
  suggestion,
  undrawn,
  UserError,
  type NamedTensors,
  type Network,
  type NetworkState,
  type Random,
  type Stage,
} from '@ballast/core';
import { tf } from '@ballast/tensor';
import type { Tensor } from '@tensorflow/tfjs-core';
import { resolve } from 'node:path';
import type { StoredArray, StoredArrays } from './arrays.ts';
import { digestOfWeights } from './digest.ts';
import { dropoutName } from '../parts/dropout.ts';
import type { WeightNames } from './names.ts';
import { openNpz } from './npz.ts';
import { openSafetensors } from './safetensors.ts';

/** What a model does with its option `weights`, a path from the suite file. */
export class Pretrained {
  private readonly file: string | undefined;

  constructor(
    weights: string | undefined,
    baseFolder: string,
    private readonly names: WeightNames,
  ) {
    this.file = weights && resolve(baseFolder, weights);
  }

  /** What `Model.contents` is to say. */
  contents(): string | undefined {
    return this.file && digestOfWeights(this.file);
  }

  /** The network with these weights, or as it is where none are named. */
  begin(network: Network): Network {
    return this.file === undefined ? network : withWeights(network, this.file, this.names);
  }
}

/**
 * The network beginning with the weights of a file in PyTorch's layout: kernels of convolutions [out, in, h, w], of
 * dense layers [out, in]. Its last layer keeps fresh weights where it is for other classes.
 * @throws UserError from `initialize`, when the file cannot be read, or lacks a name, or an array has another shape.
 */
function withWeights(network: Network, file: string, names: WeightNames): Network {
  const last = network.stages.length - 1;
  return {
    stages: network.stages.map((stage, index) => ({
      ...stage,
      initialize: (random) => {
        const arrays = openWeights(file);
        const fresh = stage.initialize(index === last ? random : drawnForDropout(random)); // of all others nothing stays
        return loaded(stage, fresh, arrays, { file, names, mayDiffer: index === last });
      },
    })),
  };
}

/** Draws where dropout begins, and nothing else. */
function drawnForDropout(random: Random): Random {
  return { ...undrawn, split: (name) => (name === dropoutName ? random.split(name) : undrawn) };
}

interface Source {
  readonly file: string;
  readonly names: WeightNames;
  readonly mayDiffer: boolean;
}

function openWeights(file: string): StoredArrays {
  try {
    return file.endsWith('.npz') ? openNpz(file) : openSafetensors(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UserError({ what: 'there is no such file of weights.', where: file, fix: 'Mend `model.weights`.' });
  }
}

/** Replaces fresh tensors, and disposes them. */
function loaded({ name: stage }: Stage, fresh: NetworkState, arrays: StoredArrays, source: Source): NetworkState {
  const replace = (tensors: NamedTensors): NamedTensors =>
    Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => {
        const theirs = source.names(stage, name);
        if (theirs === undefined) return [name, tensor];
        const stored = find(arrays, theirs, source.file);
        const shape = ourShape(stored.shape);
        if (shape.join() === tensor.shape.join()) {
          tensor.dispose();
          return [name, ourLayout(stored)];
        }
        if (source.mayDiffer && shape.length === tensor.shape.length) return [name, tensor];
        throw otherShape(theirs, shape, tensor.shape, source.file);
      }),
    );
  return { parameters: replace(fresh.parameters), buffers: replace(fresh.buffers) };
}

function find(arrays: StoredArrays, name: string, file: string): StoredArray {
  const stored = arrays.read(name);
  if (stored !== undefined) return stored;
  throw new UserError({ what: `it has no array "${name}".`, where: file, meant: suggestion(name, [...arrays.names]) });
}

/** [out, in, h, w] → [h, w, in, out], [out, in] → [in, out]. */
const axes: Readonly<Record<number, number[]>> = { 2: [1, 0], 4: [2, 3, 1, 0] };

function ourShape(shape: readonly number[]): number[] {
  return (axes[shape.length] ?? [...shape.keys()]).map((axis) => shape[axis] as number);
}

function ourLayout({ shape, data }: StoredArray): Tensor {
  return tf.tidy(() => tf.transpose(tf.tensor(data, [...shape]), axes[shape.length] ?? [...shape.keys()]));
}

function otherShape(name: string, found: readonly number[], wanted: readonly number[], file: string): UserError {
  return new UserError({
    what: `"${name}" has the shape [${found.join(', ')}] in our layout, [${wanted.join(', ')}] is wanted.`,
    where: file,
    fix: 'Are these the weights of this model, for images of this size?',
  });
}
