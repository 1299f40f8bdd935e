import type { Plugin } from '@ballast/core';
import { cifar10, cifar100 } from './datasets/cifar/cifar.ts';
import { mislabelled } from './datasets/derived/mislabelled.ts';
import { subset } from './datasets/derived/subset.ts';
import { digits } from './datasets/digits/digits.ts';
import { imageFolder } from './datasets/imageFolder/imageFolder.ts';
import * as published from './datasets/published/index.ts';
import { uncheckedImages } from './datasets/uncheckedImages/uncheckedImages.ts';

export { AugmentationOptions } from './augmentation/options.ts';
export { openBatches, type HostBatch, type HostBatchRequest } from './batches/openBatches.ts';
export { subsetOf } from './datasets/derived/subset.ts';
export { readImages, storedShape } from './images/pixels.ts';
export { readImageFiles } from './images/readImages.ts';
export { thumbnail } from './images/thumbnail.ts';
export type { CorruptionDraw } from './task/corruptionDraw.ts';
export type { TaskRequest } from './task/drawCorruption.ts';
export { DataOptions } from './task/options.ts';
export { prepareTask, type PreparedTask } from './task/prepareTask.ts';

const plugins: Plugin[] = [
  digits,
  cifar10,
  cifar100,
  imageFolder,
  uncheckedImages,
  ...Object.values(published),
  subset,
  mislabelled,
];
export default plugins;
