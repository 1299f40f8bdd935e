// Reads batches of a thread to the end, then stops early, and must end by itself.
import { createRandom } from '@ballast/core';
import { AugmentationOptions, openBatches } from '../../src/index.ts';

const count = 640;
const indices = Int32Array.from({ length: count }, (_, index) => index);
const set = {
  role: 'train',
  count,
  imageShape: { height: 32, width: 32, channels: 3 },
  normalisation: { mean: [0, 0, 0], standardDeviation: [1, 1, 1] },
  pixels: new Uint8Array(new SharedArrayBuffer(count * 3072)),
  indices,
  givenLabels: new Int32Array(count),
  trueLabels: undefined,
};
const open = () =>
  openBatches(set, {
    order: indices,
    batchSize: 64,
    views: ['standard'],
    random: createRandom(0),
    augmentation: AugmentationOptions.parse({ padding: 4, flip: true }),
  });

let batches = 0;
for await (const { images } of open()) batches += images.length > 0 ? 1 : 0;
let stopped = 0;
for await (const { images } of open()) {
  stopped += images.length > 0 ? 1 : 0;
  break;
}
console.log(`${String(batches)} batches, stopped after ${String(stopped)}`);
