import { learningRateAt } from '@ballast/training';
import type { DynamicLossOptions } from './options.ts';

export interface StepOfPhase {
  readonly epoch: number;
  /** Of the epoch, 0-based. */
  readonly step: number;
  readonly stepsPerEpoch: number;
}

/** The schedule's rate of the epoch; in the first epochs it rises in equal steps from a part of that. */
export function stepRate(
  { schedule, stepwiseWarmup: { epochs: rising, from }, epochs }: DynamicLossOptions,
  { epoch, step, stepsPerEpoch }: StepOfPhase,
): number {
  const scheduled = learningRateAt(schedule, { epoch, epochs });
  if (epoch >= rising) return scheduled;
  const done = (epoch + step / stepsPerEpoch) / rising;
  return scheduled * (1 - (1 - from) * (1 - done));
}
