import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  UserError,
  type MetaSetSource,
  type MetaSetTask,
} from '@ballast/core';
import { z } from 'zod';

const Options = z.strictObject({
  perClass: z.int().positive().default(10).describe('Samples of each class that learned parameters are judged by.'),
});

/** The same number of samples of every given class, drawn at random: replace it by your choice. */
@injectable()
class TemplateName implements MetaSetSource {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Options>) {}

  /** Places in the train set; the epoch does not train on them. All randomness comes from the stream. */
  draw({ givenLabels, classCount, random }: MetaSetTask): Int32Array {
    const { perClass } = this.options;
    const shuffled = [...random.permutation(givenLabels.length)];
    const drawn = Array.from({ length: classCount }, (_, label) => {
      const candidates = shuffled.filter((place) => givenLabels[place] === label);
      if (candidates.length > perClass) return candidates.slice(0, perClass);
      throw new UserError({
        what: `class ${String(label)} is given to ${String(candidates.length)} samples, too few to draw ${String(perClass)} and train on others.`,
        where: 'metaSet.perClass',
        fix: 'Ask for fewer.',
      });
    });
    return Int32Array.from(drawn.flat());
  }
}

export default definePlugin({
  kind: 'meta set',
  id: 'template-name',
  docs: { summary: 'One sentence that says what it does.', paper: 'Authors year, Title' },
  options: Options,
  use: TemplateName,
});
