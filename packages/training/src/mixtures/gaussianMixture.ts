import type { MixtureOptions } from './options.ts';

export interface Gaussian {
  /** Its share of the samples. */
  readonly weight: number;
  readonly mean: number;
  readonly variance: number;
}

/** Two Gaussians, the one with the lower mean first. */
export type GaussianMixture = readonly [Gaussian, Gaussian];

export interface MixtureFit {
  readonly mixture: GaussianMixture;
  /** Mean log likelihood before each step of maximisation; never falls where `varianceFloor` is 0. */
  readonly logLikelihoods: readonly number[];
}

/** Keeps a component without samples from dividing by zero. */
const tiny = 10 * Number.EPSILON;

/** Expectation maximisation of two Gaussians on a line, from the two clusters of k-means (Dempster et al. 1977). */
export function fitGaussianMixture(
  values: ArrayLike<number>,
  { maxIterations, tolerance, varianceFloor }: MixtureOptions,
): MixtureFit {
  let mixture = maximise(values, clusterShares(values), varianceFloor);
  const logLikelihoods: number[] = [];
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const { shares, logLikelihood } = expect(values, mixture);
    mixture = maximise(values, shares, varianceFloor);
    const change = Math.abs(logLikelihood - (logLikelihoods.at(-1) ?? Number.NEGATIVE_INFINITY));
    logLikelihoods.push(logLikelihood);
    if (change < tolerance) break;
  }
  const [first, second] = mixture;
  return { mixture: first.mean <= second.mean ? mixture : [second, first], logLikelihoods };
}

/** [N] the posterior probability that each value is of the component with the lower mean. */
export function lowerPosteriors(values: ArrayLike<number>, mixture: GaussianMixture): Float32Array {
  return Float32Array.from(expect(values, mixture).shares);
}

/** [N] responsibilities of the first component, and the mean log likelihood. */
function expect(values: ArrayLike<number>, [first, second]: GaussianMixture) {
  let total = 0;
  const shares = Float64Array.from(values, (value) => {
    const [ofFirst, ofSecond] = [logDensity(first, value), logDensity(second, value)];
    const top = Math.max(ofFirst, ofSecond);
    const both = top + Math.log(Math.exp(ofFirst - top) + Math.exp(ofSecond - top));
    total += both;
    return Math.exp(ofFirst - both);
  });
  return { shares, logLikelihood: total / values.length };
}

/** ln of weight · density */
function logDensity({ weight, mean, variance }: Gaussian, value: number): number {
  return Math.log(weight) - (Math.log(2 * Math.PI * variance) + (value - mean) ** 2 / variance) / 2;
}

/** @param shares [N] responsibilities of the first component */
function maximise(values: ArrayLike<number>, shares: Float64Array, varianceFloor: number): GaussianMixture {
  return [weighted(values, shares, varianceFloor), weighted(values, shares.map((share) => 1 - share), varianceFloor)]; // prettier-ignore
}

function weighted(values: ArrayLike<number>, shares: Float64Array, varianceFloor: number): Gaussian {
  const sumOf = (of: (value: number) => number): number =>
    shares.reduce((sum, share, index) => sum + share * of(values[index] as number), 0);
  const count = sumOf(() => 1) + tiny;
  const mean = sumOf((value) => value) / count;
  const variance = sumOf((value) => (value - mean) ** 2) / count + varianceFloor;
  return { weight: count / values.length, mean, variance };
}

/** [N] 1 in the lower of the two clusters that k-means finds from the smallest and the largest value on. */
function clusterShares(values: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(values).sort();
  let boundary = Number.NaN;
  let next = ((sorted[0] ?? 0) + (sorted.at(-1) ?? 0)) / 2;
  while (next !== boundary) {
    boundary = next;
    const lower = sorted.filter((value) => value <= boundary);
    const upper = sorted.subarray(lower.length);
    if (upper.length > 0) next = (mean(lower) + mean(upper)) / 2;
  }
  return Float64Array.from(values, (value) => Number(value <= boundary));
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
