import type { Tensor } from '@tensorflow/tfjs-core';
import { allocate, floats, integers } from './heap.ts';

/**
 * Works on the bits, since a branch on numbers of random sign is mispredicted half the time: as an integer
 * a float is positive exactly when it is positive, and −n & ~n has the sign bit exactly when n is.
 */
export function reluGradient(dy: Tensor, x: Tensor): Tensor {
  const gradient = allocate(x.shape);
  const [output, above, values] = [integers(gradient), integers(dy), integers(x)];
  for (let index = 0; index < output.length; index++) {
    const bits = values[index] as number;
    output[index] = (above[index] as number) & ((-bits & ~bits) >> 31);
  }
  return gradient;
}

export function movingAverage(running: Tensor, batch: Tensor, fraction: number, correction: number): Tensor {
  const next = allocate(running.shape);
  const [output, before, now] = [floats(next), floats(running), floats(batch)];
  for (let index = 0; index < output.length; index++) {
    const old = before[index] as number;
    output[index] = old + fraction * (correction * (now[index] as number) - old);
  }
  return next;
}
