import type { Rank, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { tf } from '../../tf.ts';
import type { Kernels } from '../contract.ts';
import { channelSums } from './channelSums.ts';
import { allocate, floats } from './heap.ts';

/**
 * The sums over the batch take one pass of plain JavaScript in float64, so that the variance may be the mean
 * of squares less the square of the mean; the rest are elementwise ops with one number a channel.
 */
export const batchNormTrain: Kernels['batchNormTrain'] = (x, gamma, beta, epsilon) => {
  const channels = gamma.size;
  const mean = allocate<Rank.R1>([channels]);
  const variance = allocate<Rank.R1>([channels]);
  const rows = x.size / channels;
  const values = floats(x);
  const { sums, products } = channelSums(values, values, channels);
  const [scales, shifts, means, variances] = [floats(gamma), floats(beta), floats(mean), floats(variance)];
  const scale = new Float32Array(channels);
  const shift = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    const average = at(sums, c) / rows;
    const spread = Math.max(0, at(products, c) / rows - average * average);
    means[c] = average;
    variances[c] = spread;
    const factor = at(scales, c) / Math.sqrt(spread + epsilon);
    scale[c] = factor;
    shift[c] = at(shifts, c) - average * factor;
  }
  const lines = asLines(x, channels);
  const output = lines.images.mul(lines.perLine(scale)).add(lines.perLine(shift)).reshape(x.shape);
  return { output, mean, variance };
};

/**
 * With x̂ = (x − mean)/deviation: dγ = Σ dy·x̂, dβ = Σ dy,
 * dx = γ/deviation · (dy − dβ/rows − x̂·dγ/rows). Ioffe & Szegedy 2015, section 3.
 */
export const batchNormTrainGradient: Kernels['batchNormTrainGradient'] = (
  dy,
  x,
  gamma,
  { mean, variance },
  epsilon,
) => {
  const channels = gamma.size;
  const dGamma = allocate<Rank.R1>([channels]);
  const dBeta = allocate<Rank.R1>([channels]);
  const rows = x.size / channels;
  const { sums, products } = channelSums(floats(dy), floats(x), channels);
  const [scales, means, variances] = [floats(gamma), floats(mean), floats(variance)];
  const [ofGamma, ofBeta] = [floats(dGamma), floats(dBeta)];
  // dx = ofGradient·dy + ofValue·x + constant.
  const ofGradient = new Float32Array(channels);
  const ofValue = new Float32Array(channels);
  const constant = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    const inverse = 1 / Math.sqrt(at(variances, c) + epsilon);
    const slope = (at(products, c) - at(means, c) * at(sums, c)) * inverse;
    ofGamma[c] = slope;
    ofBeta[c] = at(sums, c);
    const factor = at(scales, c) * inverse;
    const curvature = (-factor * inverse * slope) / rows;
    ofGradient[c] = factor;
    ofValue[c] = curvature;
    constant[c] = -at(means, c) * curvature - (factor * at(sums, c)) / rows;
  }
  const lines = asLines(x, channels);
  const throughValue = lines.images.mul(lines.perLine(ofValue)).add(lines.perLine(constant));
  const gradient = asLines(dy, channels).images.mul(lines.perLine(ofGradient)).add(throughValue);
  return { x: gradient.reshape(x.shape), gamma: dGamma, beta: dBeta };
};

/**
 * Images as [B·H, W·C], and one number a channel repeated over a line: the backend's broadcasting is slow
 * along short axes.
 */
function asLines(x: Tensor, channels: number): { images: Tensor2D; perLine: (values: Float32Array) => Tensor1D } {
  const width = x.rank > 2 ? (x.shape[x.rank - 2] as number) : 1;
  return {
    images: x.reshape<Tensor2D>([-1, width * channels]),
    perLine: (values) => {
      const line = new Float32Array(width * channels);
      for (let start = 0; start < line.length; start += channels) line.set(values, start);
      return tf.tensor1d(line);
    },
  };
}

/** An index that is known to be inside. */
function at(array: Float32Array | Float64Array, index: number): number {
  return array[index] as number;
}
