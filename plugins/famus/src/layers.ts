import type { Network } from '@ballast/core';
import { networkLayout } from '@ballast/tensor';
import type { LayerOptions } from './options.ts';

export interface GatedTensor {
  readonly name: string;
  /** Length of its last axis. */
  readonly outputs: number;
}

/** The parameter tensors that may carry the meta gradient, in the order in which the network names them. */
export interface TopLayers {
  readonly gated: readonly GatedTensor[];
  /** Always. */
  readonly open: readonly string[];
}

/** The last tensors of a network; a small one has fewer gated ones, or none. */
export function topLayers(
  network: Network,
  { openTensors, gatedTensors }: Pick<LayerOptions, 'openTensors' | 'gatedTensors'>,
): TopLayers {
  const { parameters } = networkLayout(network);
  const all = Object.entries(parameters).map(([name, shape]) => ({ name, outputs: shape.at(-1) ?? 1 }));
  const firstOpen = Math.max(0, all.length - openTensors);
  return {
    gated: all.slice(Math.max(0, firstOpen - gatedTensors), firstOpen),
    open: all.slice(firstOpen).map(({ name }) => name),
  };
}
