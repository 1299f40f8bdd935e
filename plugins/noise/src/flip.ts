import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  type CorruptedLabels,
  type NoiseInjector,
  type NoiseTask,
} from '@ballast/core';
import { z } from 'zod';
import { ClassReference } from './classReference.ts';
import { corruptByMatrix, targetMatrix } from './matrixNoise.ts';
import { Rate } from './rate.ts';
import { chosenTargets, drawnTargets } from './targets.ts';

const paper = 'Shu et al. 2019, Meta-Weight-Net';

const FlipOptions = z.strictObject({
  rate: Rate,
  targets: z
    .array(ClassReference)
    .optional()
    .describe('The other class that each class goes to, in the order of the classes; drawn at random where left out.'),
});

/** Each class goes to one other class with probability `rate`. */
@injectable()
class FlipNoise implements NoiseInjector {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof FlipOptions>) {}

  corrupt(task: NoiseTask): CorruptedLabels {
    const { rate, targets } = this.options;
    const chosen = targets?.map((target) => [target]);
    return corruptByMatrix(task, targetMatrix(chosenTargets(chosen, task) ?? drawnTargets(1, task), rate));
  }
}

export const flip = definePlugin({
  kind: 'noise',
  id: 'flip',
  docs: { summary: 'Mistakes each class for one other class.', paper },
  options: FlipOptions,
  use: FlipNoise,
});

const Flip2Options = z.strictObject({
  rate: Rate,
  targets: z
    .array(z.tuple([ClassReference, ClassReference]))
    .optional()
    .describe('The two other classes that each class goes to; drawn at random where left out.'),
});

/** Each class goes to each of two other classes with probability `rate` / 2. */
@injectable()
class Flip2Noise implements NoiseInjector {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Flip2Options>) {}

  corrupt(task: NoiseTask): CorruptedLabels {
    const { rate, targets } = this.options;
    return corruptByMatrix(task, targetMatrix(chosenTargets(targets, task) ?? drawnTargets(2, task), rate));
  }
}

export const flip2 = definePlugin({
  kind: 'noise',
  id: 'flip2',
  docs: { summary: 'Mistakes each class for two other classes.', paper },
  options: Flip2Options,
  use: Flip2Noise,
});
