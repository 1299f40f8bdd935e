import { cutOut, operationNames, operations } from './operations.mjs';

/** Numbers of a sample in a plan's operations; the same as in drawStrong.ts. */
const operationsSize = 4;

/**
 * The planned operations on one image's bytes, then its square.
 * @param {Uint8Array} bytes
 * @param {import('@ballast/core').ImageShape} shape
 * @param {import('./drawStrong.ts').StrongPlan} plan
 * @param {number} sample
 */
export function strengthen(bytes, shape, plan, sample) {
  let image = bytes;
  for (let at = sample * operationsSize; at < (sample + 1) * operationsSize; at += 2) {
    const name = operationNames[plan.operations[at]];
    if (name !== undefined) image = operations[name](image, shape, plan.operations[at + 1], plan.fill);
  }
  const [row, column] = plan.centres.subarray(2 * sample, 2 * sample + 2);
  if (row >= 0) cutOut(image, shape, [row, column], plan.cutoutSize, plan.fill);
  return image;
}
