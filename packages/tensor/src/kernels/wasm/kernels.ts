import type { Kernels } from '../contract.ts';
import { batchNormTrain, batchNormTrainGradient } from './batchNorm.ts';
import { movingAverage, reluGradient } from './elementwise.ts';
import { dense } from './matMul.ts';
import { softmaxCrossEntropy, softmaxCrossEntropyGradient } from './softmaxCrossEntropy.ts';
import { spread, thin } from './thinning.ts';

/**
 * Loops over the wasm heap. One pass in plain JavaScript beats the five to ten ops of the backend that it
 * stands for: each of those reads and writes all of memory, and costs some microseconds before it begins.
 * Sums are float64.
 */
export const wasmKernels: Kernels = {
  dense,
  batchNormTrain,
  batchNormTrainGradient,
  reluGradient,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  movingAverage,
  thin,
  spread,
};
