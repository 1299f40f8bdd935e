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
import { corruptByMatrix, targetMatrix } from './matrixNoise.ts';
import { Rate } from './rate.ts';

const Options = z.strictObject({ rate: Rate });

/** Class i goes to class i + 1 (the last one to the first) with probability `rate`. */
@injectable()
class PairFlipNoise implements NoiseInjector {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Options>) {}

  corrupt(task: NoiseTask): CorruptedLabels {
    const next = task.classNames.map((_, label) => [(label + 1) % task.classCount]);
    return corruptByMatrix(task, targetMatrix(next, this.options.rate));
  }
}

export const pairFlip = definePlugin({
  kind: 'noise',
  id: 'pair-flip',
  docs: { summary: 'Mistakes each class for the next one.', paper: 'Han et al. 2018, Co-teaching' },
  options: Options,
  use: PairFlipNoise,
});
