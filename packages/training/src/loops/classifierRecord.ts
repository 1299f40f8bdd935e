import type { EpochRecord, Network, NetworkState } from '@ballast/core';
import type { Evaluation } from '../evaluation/types.ts';

export interface TrainedEpoch {
  readonly learningRate: number;
  /** What `trainEpoch` says of it. */
  readonly train: Evaluation;
  /** The network that is evaluated. */
  readonly network: Network;
  readonly state: NetworkState;
  /** [N] as `trainEpoch` recorded them. */
  readonly losses?: Float32Array | undefined;
  readonly extra?: Readonly<Record<string, number>>;
}

/** The record of an epoch that trained one classifier. */
export function classifierRecord({ learningRate, train, network, state, losses, extra }: TrainedEpoch): EpochRecord {
  const { parameters, buffers } = state;
  return {
    learningRate,
    trainLoss: train.loss,
    trainAccuracy: train.accuracy,
    classifier: { network, parameters, buffers },
    ...(losses === undefined ? {} : { losses }),
    ...(extra === undefined ? {} : { extra }),
  };
}
