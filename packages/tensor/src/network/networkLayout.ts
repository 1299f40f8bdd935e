import { undrawn, type NamedTensors, type Network } from '@ballast/core';
import { tf } from '../tf.ts';
import { initializeNetwork } from './network.ts';

/** Shapes by name, in the order in which the network names them. */
export type Layout = Readonly<Record<string, readonly number[]>>;

export interface NetworkLayout {
  readonly parameters: Layout;
  readonly buffers: Layout;
}

/** What a network's state is made of; nothing is drawn, and no tensor stays. */
export function networkLayout(network: Network): NetworkLayout {
  return tf.tidy(() => {
    const { parameters, buffers } = initializeNetwork(network, undrawn);
    return { parameters: shapes(parameters), buffers: shapes(buffers) } as never; // `tidy` is typed for tensors
  });
}

function shapes(tensors: NamedTensors): Layout {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.shape]));
}
