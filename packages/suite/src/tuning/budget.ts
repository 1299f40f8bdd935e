import { z } from 'zod';

/** What every method of a suite may spend on its options. */
export const TuningBudget = z.strictObject({
  strategy: z.enum(['random', 'successive-halving']),
  trials: z.int().positive(),
  reduction: z.int().min(2).describe('Of successive halving: one trial of so many goes on, with so many times the epochs.'), // prettier-ignore
  seed: z.int().nonnegative().describe('Of the draws from the search spaces.'),
  seeds: z.array(z.int().nonnegative()).min(1).describe('Of the suite: each trial runs with all of them.'),
});
export type TuningBudget = z.output<typeof TuningBudget>;

/** Trials that run side by side, each for a share of the epochs that the suite gives its method. */
export interface Rung {
  readonly trials: number;
  readonly share: number;
}

/**
 * The same for every method. Random search has one rung of full trainings. Successive halving (Jamieson and Talwalkar
 * 2016, with the reduction factor η of Li et al. 2018, Hyperband) begins with many short ones; of `trials` in a rung
 * the best ⌊trials / η⌋ go on to the next, with η times the epochs, and the last one has a full training.
 */
export function rungsOf({ strategy, trials, reduction }: TuningBudget): Rung[] {
  if (strategy === 'random') return [{ trials, share: 1 }];
  const counts: number[] = [];
  for (let count = trials; count >= 1; count = Math.floor(count / reduction)) counts.push(count);
  return counts.map((count, index) => ({ trials: count, share: reduction ** (index + 1 - counts.length) }));
}

/** Epochs of one training in a rung. @param epochs of a full one */
export function epochsIn({ share }: Rung, epochs: number): number {
  return Math.max(1, Math.round(epochs * share));
}

/** Epochs of all trials of a method, for one setting and seed. @param epochs of a full training */
export function epochsOfBudget(budget: TuningBudget, epochs: number): number {
  return rungsOf(budget).reduce((sum, rung) => sum + rung.trials * epochsIn(rung, epochs), 0);
}
