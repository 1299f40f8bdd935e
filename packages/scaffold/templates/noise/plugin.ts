import {
  definePlugin,
  drawLabels,
  inject,
  injectable,
  PluginOptions,
  type CorruptedLabels,
  type NoiseInjector,
  type NoiseTask,
} from '@ballast/core';
import { z } from 'zod';

const Options = z.strictObject({
  rate: z.number().min(0).max(1).describe('Probability that a label becomes that of the next class.'),
});

/** Row i of the transition matrix is P(given label | true label i): replace it by your noise. */
@injectable()
class TemplateName implements NoiseInjector {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Options>) {}

  corrupt({ classCount, trueLabels, random }: NoiseTask): CorruptedLabels {
    const { rate } = this.options;
    const classes = Array.from({ length: classCount }, (_, label) => label);
    const transitionMatrix = classes.map((row) =>
      classes.map((column) => {
        if (column === row) return 1 - rate;
        return column === (row + 1) % classCount ? rate : 0;
      }),
    );
    return { givenLabels: drawLabels(transitionMatrix, trueLabels, random), transitionMatrix };
  }
}

export default definePlugin({
  kind: 'noise',
  id: 'template-name',
  docs: { summary: 'One sentence that says what it does.', paper: 'Authors year, Title' },
  options: Options,
  use: TemplateName,
});
