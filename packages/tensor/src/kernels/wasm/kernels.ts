import type { Kernels } from '../contract.ts';
import { batchNormTrain, batchNormTrainGradient } from './batchNorm.ts';
import { movingAverage } from './movingAverage.ts';
import { portableKernels } from '../portable.ts';
import { dense } from './matMul.ts';
import { softmaxCrossEntropy, softmaxCrossEntropyGradient } from './softmaxCrossEntropy.ts';
import { spread, thin } from './thinning.ts';

/**
 * Each op of the backend reads and writes all of memory and costs a microsecond or two before it begins, so
 * what would take many of them is a loop over the wasm heap. Elementwise ops alone stay with the backend:
 * there its vector instructions win.
 */
export const wasmKernels: Kernels = {
  ...portableKernels,
  dense,
  batchNormTrain,
  batchNormTrainGradient,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  movingAverage,
  thin,
  spread,
};
