import type { Tensor1D } from '@tensorflow/tfjs-core';
import type { Kernels } from '../contract.ts';
import { allocate, floats } from './heap.ts';

/** x is read as [rows, C]. */
export const batchNormTrain: Kernels['batchNormTrain'] = (x, gamma, beta, epsilon) => {
  const channels = gamma.size;
  const output = allocate(x.shape);
  const mean = allocate<Tensor1D>([channels]);
  const variance = allocate<Tensor1D>([channels]);
  const [values, means, variances] = [floats(x), floats(mean), floats(variance)];
  const { sums, products } = channelSums(values, values, channels);
  const rows = values.length / channels;
  const [scales, shifts] = [floats(gamma), floats(beta)];
  const scale = new Float64Array(channels);
  const shift = new Float64Array(channels);
  for (let c = 0; c < channels; c++) {
    const average = at(sums, c) / rows;
    const spread = Math.max(0, at(products, c) / rows - average * average);
    means[c] = average;
    variances[c] = spread;
    scale[c] = at(scales, c) / Math.sqrt(spread + epsilon);
    shift[c] = at(shifts, c) - average * at(scale, c);
  }
  writeAffine(floats(output), values, scale, shift);
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
  const result = { x: allocate(x.shape), gamma: allocate<Tensor1D>([channels]), beta: allocate<Tensor1D>([channels]) };
  const [gradient, values] = [floats(dy), floats(x)];
  const [scales, means, variances] = [floats(gamma), floats(mean), floats(variance)];
  const [ofGamma, ofBeta] = [floats(result.gamma), floats(result.beta)];
  const { sums, products } = channelSums(gradient, values, channels);
  const rows = values.length / channels;
  // dx = ofGradient·dy + ofValue·x + constant, one number a channel each.
  const ofGradient = new Float64Array(channels);
  const ofValue = new Float64Array(channels);
  const constant = new Float64Array(channels);
  for (let c = 0; c < channels; c++) {
    const inverse = 1 / Math.sqrt(at(variances, c) + epsilon);
    const dGamma = (at(products, c) - at(means, c) * at(sums, c)) * inverse;
    ofGamma[c] = dGamma;
    ofBeta[c] = at(sums, c);
    const scale = at(scales, c) * inverse;
    const slope = (-scale * inverse * dGamma) / rows;
    ofGradient[c] = scale;
    ofValue[c] = slope;
    constant[c] = -at(means, c) * slope - (scale * at(sums, c)) / rows;
  }
  writeCombination(floats(result.x), gradient, values, ofGradient, ofValue, constant);
  return result;
};

/** Σ a and Σ a·b of every channel. In float64 the mean of squares may be subtracted from without loss. */
function channelSums(
  a: Float32Array,
  b: Float32Array,
  channels: number,
): { sums: Float64Array; products: Float64Array } {
  const sums = new Float64Array(channels);
  const products = new Float64Array(channels);
  for (let start = 0; start < a.length; start += channels) {
    for (let c = 0; c < channels; c++) {
      const value = at(a, start + c);
      sums[c] = at(sums, c) + value;
      products[c] = at(products, c) + value * at(b, start + c);
    }
  }
  return { sums, products };
}

function writeAffine(output: Float32Array, x: Float32Array, scale: Float64Array, shift: Float64Array): void {
  const channels = scale.length;
  for (let start = 0; start < x.length; start += channels) {
    for (let c = 0; c < channels; c++) output[start + c] = at(x, start + c) * at(scale, c) + at(shift, c);
  }
}

function writeCombination(
  output: Float32Array,
  a: Float32Array,
  b: Float32Array,
  ofA: Float64Array,
  ofB: Float64Array,
  constant: Float64Array,
): void {
  const channels = ofA.length;
  for (let start = 0; start < a.length; start += channels) {
    for (let c = 0; c < channels; c++) {
      output[start + c] = at(a, start + c) * at(ofA, c) + at(b, start + c) * at(ofB, c) + at(constant, c);
    }
  }
}

/** An index that is known to be inside. */
function at(array: Float32Array | Float64Array, index: number): number {
  return array[index] as number;
}
