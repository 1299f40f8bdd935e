import {
  definePlugin,
  injectable,
  positionsByClass,
  type Random,
  type Sampler,
  type SamplingTask,
} from '@ballast/core';
import { z } from 'zod';

/**
 * As many draws an epoch as there are samples: first a class, all equally likely, then one of its samples.
 * It is no permutation: equal class shares at this length need samples of small classes several times an epoch,
 * and leave some of large classes out. Classes are those of the given labels; one without samples is passed over.
 */
@injectable()
class ClassBalancedSampler implements Sampler {
  epochOrder({ givenLabels, classCount, random }: SamplingTask): Int32Array {
    const classes = positionsByClass(givenLabels, classCount).filter((positions) => positions.length > 0);
    return Int32Array.from(givenLabels, () => pick(pick(classes, random), random));
  }
}

function pick<T>(values: readonly T[], random: Random): T {
  return values[random.integer(values.length)] as T;
}

export const classBalanced = definePlugin({
  kind: 'sampler',
  id: 'class-balanced',
  docs: { summary: 'Draws with replacement so that every class has the same expected share of an epoch.' },
  options: z.strictObject({}),
  use: ClassBalancedSampler,
});
