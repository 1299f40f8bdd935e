import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  type Dataset,
  type DatasetContext,
  type ImageDataset,
  type MissingFile,
  type Plugin,
} from '@ballast/core';
import { cifarOptions, loadCifar, missingCifar, type CifarForm, type CifarOptions } from './cifarArchive.ts';

/** One plugin for either data set: they differ in their form alone. */
function cifar(id: string, classes: number, form: CifarForm): Plugin<'dataset'> {
  @injectable()
  class Cifar implements Dataset {
    constructor(@inject(PluginOptions) private readonly options: CifarOptions) {}

    missing(): readonly MissingFile[] {
      return missingCifar(this.options);
    }

    load(context: DatasetContext): Promise<ImageDataset> {
      return loadCifar(form, this.options, context);
    }
  }

  return definePlugin({
    kind: 'dataset',
    id,
    docs: {
      summary: `60,000 photographs of 32×32 pixels in ${String(classes)} classes, 10,000 of them for testing.`,
      paper: 'Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images',
    },
    options: cifarOptions(form),
    use: Cifar,
  });
}

export const cifar10 = cifar('cifar10', 10, {
  url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
  md5: 'c32a1d4ab5d03f1284b67883e8d87530',
  train: [1, 2, 3, 4, 5].map((part) => `cifar-10-batches-bin/data_batch_${String(part)}.bin`),
  test: ['cifar-10-batches-bin/test_batch.bin'],
  classNames: 'cifar-10-batches-bin/batches.meta.txt',
  labelBytes: 1,
});

/** A record has the superclass's label first, then the class's. */
export const cifar100 = cifar('cifar100', 100, {
  url: 'https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz',
  md5: '03b5dce01913d631647c71ecec9e9cb8',
  train: ['cifar-100-binary/train.bin'],
  test: ['cifar-100-binary/test.bin'],
  classNames: 'cifar-100-binary/fine_label_names.txt',
  labelBytes: 2,
});
