import { createRandom, type Random, type SearchDimension } from '@ballast/core';

/** A value for an option of a method. */
export interface Setting {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** So that a table shows what a config says. */
const significantDigits = 3;

/**
 * Trial 0 is the method as the suite has it; every other one draws each dimension by itself. More trials, methods or
 * dimensions change no draw that was there before.
 */
export function drawTrial(space: readonly SearchDimension[], seed: number, method: string, trial: number): Setting[] {
  const random = createRandom(seed).split('tuning').split(method).split(trial);
  return space.map((dimension) => ({
    path: dimension.path,
    value: trial === 0 ? dimension.current : draw(dimension, random.split(dimension.path.join('.'))),
  }));
}

function draw({ range, current }: SearchDimension, random: Random): unknown {
  if (range.kind === 'choices') return range.values[random.integer(range.values.length)];
  const { low, high } = range;
  if (range.kind === 'uniform') return rounded(low + (high - low) * random.uniform(), low, high);
  const value = rounded(low * (high / low) ** random.uniform(), low, high);
  return range.kind === 'log-uniform' ? value : Number(((current as number) * value).toPrecision(significantDigits));
}

/** Never out of the range. */
function rounded(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, Number(value.toPrecision(significantDigits))));
}
