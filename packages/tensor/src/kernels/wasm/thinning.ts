import type { Rank, Tensor4D } from '@tensorflow/tfjs-core';
import type { Kernels, Thinning } from '../contract.ts';
import { allocate, floats } from './heap.ts';

export const thin: Kernels['thin'] = (x, thinning) => {
  const [batch, height, width, channels] = x.shape;
  const { stride, before, after } = thinning;
  const rows = Math.ceil(height / stride);
  const columns = Math.ceil(width / stride);
  const thinned = allocate<Rank.R4>([batch, rows, columns, before + channels + after]);
  const [output, input] = [floats(thinned).fill(0), floats(x)];
  forEachPixel(x.shape, thinning, (dense, sparse) => {
    for (let c = 0; c < channels; c++) output[sparse + c] = input[dense + c] as number;
  });
  return thinned;
};

export const spread: Kernels['spread'] = (y, thinning, [height, width]) => {
  const [batch, , , wide] = y.shape;
  const channels = wide - thinning.before - thinning.after;
  const result = allocate<Rank.R4>([batch, height, width, channels]);
  const [output, input] = [floats(result).fill(0), floats(y)];
  forEachPixel(result.shape, thinning, (dense, sparse) => {
    for (let c = 0; c < channels; c++) output[dense + c] = input[sparse + c] as number;
  });
  return result;
};

/** Where each pixel that thinning keeps begins: in the dense images [B, H, W, C], and among the thinned ones. */
function forEachPixel(
  [batch, height, width, channels]: Tensor4D['shape'],
  { stride, before, after }: Thinning,
  visit: (dense: number, sparse: number) => void,
): void {
  let sparse = before;
  for (let image = 0; image < batch; image++) {
    for (let row = 0; row < height; row += stride) {
      for (let column = 0; column < width; column += stride) {
        visit(((image * height + row) * width + column) * channels, sparse);
        sparse += before + channels + after;
      }
    }
  }
}
