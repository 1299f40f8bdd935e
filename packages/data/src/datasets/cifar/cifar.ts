import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  type Dataset,
  type DatasetContext,
  type ImageDataset,
} from '@ballast/core';
import type { z } from 'zod';
import { cifarOptions, loadCifar, type CifarForm } from './cifarArchive.ts';

const paper = 'Krizhevsky 2009, Learning Multiple Layers of Features from Tiny Images';

const cifar10Form: CifarForm = {
  url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
  md5: 'c32a1d4ab5d03f1284b67883e8d87530',
  train: [1, 2, 3, 4, 5].map((part) => `cifar-10-batches-bin/data_batch_${String(part)}.bin`),
  test: ['cifar-10-batches-bin/test_batch.bin'],
  classNames: 'cifar-10-batches-bin/batches.meta.txt',
  labelBytes: 1,
};
const Cifar10Options = cifarOptions(cifar10Form);

@injectable()
class Cifar10 implements Dataset {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Cifar10Options>) {}

  load(context: DatasetContext): Promise<ImageDataset> {
    return loadCifar(cifar10Form, this.options, context);
  }
}

export const cifar10 = definePlugin({
  kind: 'dataset',
  id: 'cifar10',
  docs: { summary: '60,000 photographs of 32×32 pixels in 10 classes, 10,000 of them for testing.', paper },
  options: Cifar10Options,
  use: Cifar10,
});

/** A record has the superclass's label first, then the class's. */
const cifar100Form: CifarForm = {
  url: 'https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz',
  md5: '03b5dce01913d631647c71ecec9e9cb8',
  train: ['cifar-100-binary/train.bin'],
  test: ['cifar-100-binary/test.bin'],
  classNames: 'cifar-100-binary/fine_label_names.txt',
  labelBytes: 2,
};
const Cifar100Options = cifarOptions(cifar100Form);

@injectable()
class Cifar100 implements Dataset {
  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof Cifar100Options>) {}

  load(context: DatasetContext): Promise<ImageDataset> {
    return loadCifar(cifar100Form, this.options, context);
  }
}

export const cifar100 = definePlugin({
  kind: 'dataset',
  id: 'cifar100',
  docs: { summary: '60,000 photographs of 32×32 pixels in 100 classes, 10,000 of them for testing.', paper },
  options: Cifar100Options,
  use: Cifar100,
});
