import {
  countLabels,
  createRandom,
  definePlugin,
  inject,
  injectable,
  pluginReference,
  Tokens,
  UserError,
  type Dataset,
  type DatasetContext,
  type ImageDataset,
  type MissingFile,
  type NoiseInjector,
} from '@ballast/core';
import { z } from 'zod';

const Options = z.strictObject({
  dataset: pluginReference('dataset'),
  noise: pluginReference('noise').describe('Where the labels come from that people gave, e.g. `from-file`.'),
});

/** Another data set with the given labels that came with it: human labels such as CIFAR-10N's. */
@injectable()
class Mislabelled implements Dataset {
  constructor(
    @inject(Tokens.dataset) private readonly clean: Dataset,
    @inject(Tokens.noise) private readonly noise: NoiseInjector,
  ) {}

  missing(): readonly MissingFile[] {
    return [...(this.clean.missing?.() ?? []), ...this.missingLabels()];
  }

  async load(context: DatasetContext): Promise<ImageDataset> {
    const dataset = await this.clean.load(context);
    const { trueLabels, sources, count } = dataset.train;
    if (trueLabels === undefined) {
      throw new UserError({ what: 'nobody knows the true labels of the training images.', where: 'dataset' });
    }
    const { classNames } = dataset;
    const { givenLabels } = this.noise.corrupt({
      classCount: classNames.length,
      classNames,
      trueLabels,
      classCounts: countLabels(trueLabels, classNames.length),
      indices: Int32Array.from({ length: count }, (_, index) => index),
      sources,
      random: createRandom('mislabelled'), // part of the data set: the same for every seed
    });
    return { ...dataset, train: { ...dataset.train, givenLabels } };
  }

  private missingLabels(): readonly MissingFile[] {
    try {
      this.noise.contents?.();
      return [];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { where = '', what, fix = '' } = error.explanation;
      return [{ path: where, what: `the labels that people gave: ${what} ${fix}`.trimEnd() }];
    }
  }
}

export const mislabelled = definePlugin({
  kind: 'dataset',
  id: 'mislabelled',
  docs: { summary: 'Another data set with given labels that belong to it, such as human labels from a file.' },
  options: Options,
  use: Mislabelled,
});
