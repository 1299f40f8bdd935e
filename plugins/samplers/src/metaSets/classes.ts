import { UserError } from '@ballast/core';

/** The `count` places of the smallest losses, the first of equal ones. */
export function lowest(positions: readonly number[], losses: Float32Array, count: number): number[] {
  return [...positions].sort((first, second) => (losses[first] as number) - (losses[second] as number)).slice(0, count);
}

/** @throws UserError naming the smallest class. */
export function tooFewSamples(classes: readonly (readonly number[])[], needed: string): UserError {
  const smallest = Math.min(...classes.map(({ length }) => length));
  const label = classes.findIndex(({ length }) => length === smallest);
  return new UserError({
    what: `a meta set cannot be drawn: class ${String(label)} is given to ${String(smallest)} samples, and ${needed}.`,
    where: 'metaSet',
    fix: 'Use a lower imbalance ratio or more data, draw a larger share, or use `metaSet: trusted`.',
  });
}
