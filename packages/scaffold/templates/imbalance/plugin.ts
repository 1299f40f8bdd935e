import { definePlugin, inject, injectable, PluginOptions, type ImbalanceProfile } from '@ballast/core';
import { z } from 'zod';

const Options = z.strictObject({
  ratio: z.number().min(1).describe('n_max / n_min: samples of the largest class over those of the smallest.'),
});

/** Class counts on a straight line from n_max down to n_max / ratio: replace it by your profile. */
@injectable()
class TemplateName implements ImbalanceProfile {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Options>) {}

  /** At least one sample a class, and at most what is available. */
  classCounts(available: readonly number[]): readonly number[] {
    const largest = Math.min(...available);
    const smallest = largest / this.options.ratio;
    const steps = Math.max(1, available.length - 1);
    return available.map((_, label) => Math.max(1, Math.round(largest - ((largest - smallest) * label) / steps)));
  }
}

export default definePlugin({
  kind: 'imbalance',
  id: 'template-name',
  docs: { summary: 'One sentence that says what it does.', paper: 'Authors year, Title' },
  options: Options,
  use: TemplateName,
});
