import type { Tensor } from '@tensorflow/tfjs-core';
import { allocate, floats } from './heap.ts';

export function movingAverage(running: Tensor, batch: Tensor, fraction: number, correction: number): Tensor {
  const next = allocate(running.shape);
  const [output, before, now] = [floats(next), floats(running), floats(batch)];
  for (let index = 0; index < output.length; index++) {
    const old = before[index] as number;
    output[index] = old + fraction * (correction * (now[index] as number) - old);
  }
  return next;
}
