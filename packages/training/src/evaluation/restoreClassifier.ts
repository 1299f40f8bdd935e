import { UserError, type EpochRecord, type HeadKind, type NamedArray, type Network } from '@ballast/core';
import { networkLayout, tf, type Layout, type NetworkLayout } from '@ballast/tensor';
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
  const candidates = heads.map(build).map((network) => ({ network, layout: networkLayout(network) }));
  const found = candidates.find((candidate) => fits(candidate, stored));
  if (found === undefined) {
    throw new UserError({
      what: `the stored classifier (stages ${stored.stages.join(', ')}) is not of the network that the suite's model and method build: one of them has changed since.`,
      fix: 'Run the cell again: ballast run <suite> --rerun stale.',
    });
  }
  const { network, layout } = found;
  return {
    network,
    parameters: tensors(stored.parameters, layout.parameters),
    buffers: tensors(stored.buffers, layout.buffers),
  };
}

interface Candidate {
  readonly network: Network;
  readonly layout: NetworkLayout;
}

function fits({ network, layout }: Candidate, { stages, parameters, buffers }: StoredClassifier): boolean {
  if (network.stages.map(({ name }) => name).join() !== stages.join()) return false;
  return holds(parameters, layout.parameters) && holds(buffers, layout.buffers);
}

function holds(stored: Readonly<Record<string, NamedArray>>, wanted: Layout): boolean {
  return Object.entries(wanted).every(([name, shape]) => stored[name]?.shape.join() === shape.join());
}

function tensors(
  arrays: Readonly<Record<string, NamedArray>>,
  wanted: Layout,
): EpochRecord['classifier']['parameters'] {
  return Object.fromEntries(
    Object.entries(arrays)
      .filter(([name]) => name in wanted)
      .map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
  );
}
