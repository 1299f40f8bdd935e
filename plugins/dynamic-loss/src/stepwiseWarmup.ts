import type { DynamicLossOptions } from './options.ts';

export interface StepOfPhase {
  readonly epoch: number;
  /** Of the epoch, 0-based. */
  readonly step: number;
  readonly stepsPerEpoch: number;
}

/** What the schedule's rate is multiplied with: from `from` up to 1 in equal steps, 1 after so many epochs. */
export function warmupFactor(
  { epochs, from }: DynamicLossOptions['stepwiseWarmup'],
  { epoch, step, stepsPerEpoch }: StepOfPhase,
): number {
  const done = (epoch * stepsPerEpoch + step) / (epochs * stepsPerEpoch);
  return epoch < epochs ? 1 - (1 - from) * (1 - done) : 1;
}
