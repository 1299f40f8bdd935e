import { createRandom, UserError, type EpochRecord, type HeadKind, type NamedArray, type Network } from '@ballast/core';
import { initializeNetwork, tf } from '@ballast/tensor';
import type { StoredClassifier } from '../checkpoints/classifierFile.ts';

const heads: readonly HeadKind[] = ['linear', 'cosine'];

/**
 * The classifier of a file on the network that the model builds; the caller disposes its tensors.
 * @param build the model's network with a head of this kind; which one it was is told by the parameters.
 * @throws UserError when the classifier has parts that no model builds, those of a method of its own.
 */
export function restoreClassifier(
  stored: StoredClassifier,
  build: (head: HeadKind) => Network,
): EpochRecord['classifier'] {
  const network = heads.map(build).find((candidate) => fits(candidate, stored));
  if (network === undefined) {
    throw new UserError({
      what: `the stored classifier (stages ${stored.stages.join(', ')}) is not the suite's model alone: its method adds parts that the file does not hold, or the model has changed since.`,
      fix: 'Choose another method, e.g. one of type `plain` or `meta-reweighting`.',
    });
  }
  return { network, parameters: tensors(stored.parameters), buffers: tensors(stored.buffers) };
}

function fits(network: Network, { stages, parameters, buffers }: StoredClassifier): boolean {
  if (network.stages.map(({ name }) => name).join() !== stages.join()) return false;
  return tf.tidy(() => {
    const fresh = initializeNetwork(network, createRandom('layout'));
    const same = haveSameShapes(fresh.parameters, parameters) && haveSameShapes(fresh.buffers, buffers);
    return same as never; // `tidy` is typed for tensors
  });
}

type Shapes = Readonly<Record<string, { readonly shape: readonly number[] }>>;

function haveSameShapes(first: Shapes, second: Shapes): boolean {
  return describe(first) === describe(second);
}

function describe(shapes: Shapes): string {
  return Object.entries(shapes)
    .map(([name, { shape }]) => `${name} ${shape.join('×')}`)
    .sort()
    .join();
}

function tensors(arrays: Readonly<Record<string, NamedArray>>): EpochRecord['classifier']['parameters'] {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
  );
}
