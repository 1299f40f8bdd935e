import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  positionsByClass,
  type MetaSetSource,
  type MetaSetTask,
  type Random,
} from '@ballast/core';
import { z } from 'zod';
import { lowest, tooFewSamples } from './classes.ts';

const share = z.number().gt(0).max(1);

const HierarchicalOptions = z
  .strictObject({
    randomShare: share.default(0.5).meta({
      description: 'How many candidates a class has, as a part of the smallest class.',
    }),
    lowLossShare: share.default(0.5).meta({
      description: 'How many of its candidates are taken.',
    }),
    choice: z.enum(['low-loss', 'random']).default('low-loss').meta({
      description: 'Which candidates: those of the smallest losses, or any (where no noise is expected).',
    }),
  })
  .refine(({ randomShare, lowLossShare }) => randomShare * lowLossShare < 1, {
    path: ['lowLossShare'],
    error: 'with `randomShare: 1` it would leave nothing of the smallest class to train on; take a share below 1',
  });

/**
 * A balanced meta set out of noisy data (Jiang et al. 2023, hierarchical sampling): in every given class as many
 * random candidates, of which those with the smallest losses are probably clean. The random part keeps easy samples
 * from being chosen in every epoch.
 */
@injectable()
class HierarchicalMetaSet implements MetaSetSource {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof HierarchicalOptions>) {}

  draw({ givenLabels, classCount, losses, random }: MetaSetTask): Int32Array {
    const { randomShare, lowLossShare, choice } = this.options;
    const classes = positionsByClass(givenLabels, classCount);
    const smallest = Math.min(...classes.map(({ length }) => length));
    const candidates = Math.trunc(randomShare * smallest);
    const taken = Math.trunc(randomShare * smallest * lowLossShare);
    if (taken === 0) {
      const needed = Math.ceil(1 / (randomShare * lowLossShare));
      throw tooFewSamples(
        classes,
        `shares of ${String(randomShare)} and ${String(lowLossShare)} need ${String(needed)}`,
      );
    }
    const chosen = classes.flatMap((positions, label) => {
      const some = sample(positions, candidates, random.split(label));
      return choice === 'random' ? some.slice(0, taken) : lowest(some, losses, taken);
    });
    return Int32Array.from(chosen);
  }
}

/** `count` of the values without replacement, in random order. */
function sample(values: readonly number[], count: number, random: Random): number[] {
  return Array.from(random.permutation(values.length).subarray(0, count), (place) => values[place] as number);
}

export const hierarchical = definePlugin({
  kind: 'meta set',
  id: 'hierarchical',
  docs: {
    summary:
      'Drawn anew before every epoch from the noisy train set: random candidates of each class, then low losses.',
    paper: 'Jiang, Li, Xue, Zeng, Wang, Zhang, Xu, Xu 2023, Dynamic Loss for Robust Learning (TPAMI; arXiv 2211.12506)',
  },
  options: HierarchicalOptions,
  use: HierarchicalMetaSet,
});
