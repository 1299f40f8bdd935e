import type { Rank, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { allocate, floats, integers } from './heap.ts';

/** log Σ exp(z − max) + max − z[label]. */
export function softmaxCrossEntropy(logits: Tensor2D, labels: Tensor1D): Tensor1D {
  const [batch, classes] = logits.shape;
  const losses = allocate<Rank.R1>([batch]);
  const [output, z, given] = [floats(losses), floats(logits), integers(labels)];
  for (let sample = 0; sample < batch; sample++) {
    const start = sample * classes;
    const largest = largestOf(z, start, classes);
    let sum = 0;
    for (let k = 0; k < classes; k++) sum += Math.exp((z[start + k] as number) - largest);
    output[sample] = Math.log(sum) + largest - (z[start + (given[sample] as number)] as number);
  }
  return losses;
}

export function softmaxCrossEntropyGradient(dy: Tensor1D, logits: Tensor2D, labels: Tensor1D): Tensor2D {
  const [batch, classes] = logits.shape;
  const gradient = allocate<Rank.R2>([batch, classes]);
  const [output, above, z, given] = [floats(gradient), floats(dy), floats(logits), integers(labels)];
  const exponentials = new Float64Array(classes);
  for (let sample = 0; sample < batch; sample++) {
    const start = sample * classes;
    const largest = largestOf(z, start, classes);
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      const exponential = Math.exp((z[start + k] as number) - largest);
      exponentials[k] = exponential;
      sum += exponential;
    }
    const outer = above[sample] as number;
    const label = given[sample] as number;
    for (let k = 0; k < classes; k++) {
      const probability = (exponentials[k] as number) / sum;
      output[start + k] = outer * (k === label ? probability - 1 : probability);
    }
  }
  return gradient;
}

function largestOf(values: Float32Array, start: number, count: number): number {
  let largest = values[start] as number;
  for (let index = start + 1; index < start + count; index++) largest = Math.max(largest, values[index] as number);
  return largest;
}
