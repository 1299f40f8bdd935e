import type { Plugin } from '@ballast/core';
import { digits } from './datasets/digits/digits.ts';

export { AugmentationOptions } from './augmentation/options.ts';
export { openBatches, type HostBatch, type HostBatchRequest } from './batches/openBatches.ts';
export type { CorruptionDraw } from './task/corruptionDraw.ts';
export type { TaskRequest } from './task/drawCorruption.ts';
export { DataOptions } from './task/options.ts';
export { prepareTask, type PreparedTask } from './task/prepareTask.ts';

const plugins: Plugin[] = [digits];
export default plugins;
