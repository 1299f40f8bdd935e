import { createRandom, UserError, type EpochRecord, type HeadKind, type NamedArray, type Network } from '@ballast/core';
import { disposeNamed, initializeNetwork, tf } from '@ballast/tensor';
import type { StoredClassifier } from '../checkpoints/classifierFile.ts';

const heads: readonly HeadKind[] = ['linear', 'cosine'];

/**
 * The classifier of a file on its network; the caller disposes its tensors. What the file has besides (a matrix that
 * trained the network and does not predict) is left out.
 * @param build the network with a head of this kind; which one it was is told by the parameters.
 * @throws UserError when the file does not hold what the network takes.
 */
export function restoreClassifier(
  stored: StoredClassifier,
  build: (head: HeadKind) => Network,
): EpochRecord['classifier'] {
  const network = heads.map(build).find((candidate) => fits(candidate, stored));
  if (network === undefined) {
    throw new UserError({
      what: `the stored classifier (stages ${stored.stages.join(', ')}) is not of the network that the suite's model and method build: one of them has changed since.`,
      fix: 'Run the cell again: ballast run <suite> --rerun stale.',
    });
  }
  const fresh = shapesOf(network);
  return {
    network,
    parameters: tensors(stored.parameters, fresh.parameters),
    buffers: tensors(stored.buffers, fresh.buffers),
  };
}

type Shapes = Readonly<Record<string, { readonly shape: readonly number[] }>>;

function fits(network: Network, { stages, parameters, buffers }: StoredClassifier): boolean {
  if (network.stages.map(({ name }) => name).join() !== stages.join()) return false;
  const fresh = shapesOf(network);
  return holds(parameters, fresh.parameters) && holds(buffers, fresh.buffers);
}

/** What the network takes, by name. */
function shapesOf(network: Network): { readonly parameters: Shapes; readonly buffers: Shapes } {
  const fresh = initializeNetwork(network, createRandom('layout'));
  disposeNamed(fresh.parameters);
  disposeNamed(fresh.buffers);
  return fresh;
}

function holds(stored: Shapes, wanted: Shapes): boolean {
  return Object.entries(wanted).every(([name, { shape }]) => stored[name]?.shape.join() === shape.join());
}

function tensors(
  arrays: Readonly<Record<string, NamedArray>>,
  wanted: Shapes,
): EpochRecord['classifier']['parameters'] {
  return Object.fromEntries(
    Object.entries(arrays)
      .filter(([name]) => name in wanted)
      .map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
  );
}
