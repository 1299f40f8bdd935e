/** As the authors' code asks of its mixture. */
const maxIterations = 10;
const tolerance = 1e-2;
const varianceFloor = 5e-4;

interface Component {
  readonly share: number;
  readonly mean: number;
  readonly variance: number;
}

/**
 * Places of the samples that belong to the low-loss one of two Gaussians, fitted to the losses scaled to [0, 1]
 * (Li et al. 2020, section 3.1); all of them where the losses do not differ.
 * @param losses [N]
 * @param above the posterior that they have to exceed
 */
export function cleanPositions(losses: Float32Array, above: number): Int32Array {
  const posteriors = lowLossPosteriors(scaled(losses));
  const all = Int32Array.from(losses, (_, position) => position);
  const clean = all.filter((position) => (posteriors[position] as number) > above);
  return clean.length > 0 ? clean : all;
}

function scaled(losses: Float32Array): Float64Array {
  let [least, most] = [Infinity, -Infinity];
  for (const loss of losses) [least, most] = [Math.min(least, loss), Math.max(most, loss)];
  return Float64Array.from(losses, (loss) => (most > least ? (loss - least) / (most - least) : 0));
}

/** Expectation maximisation from the halves below and above the middle. */
function lowLossPosteriors(values: Float64Array): Float64Array {
  let posteriors = values.map((value) => Number(value < 0.5));
  let before = Number.NEGATIVE_INFINITY;
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const low = fit(values, posteriors);
    const high = fit(values, posteriors.map((posterior) => 1 - posterior)); // prettier-ignore
    let logLikelihood = 0;
    posteriors = values.map((value) => {
      const [ofLow, ofHigh] = [logDensity(low, value), logDensity(high, value)];
      const top = Math.max(ofLow, ofHigh);
      const both = top + Math.log(Math.exp(ofLow - top) + Math.exp(ofHigh - top));
      logLikelihood += both / values.length;
      return Math.exp(ofLow - both);
    });
    if (Math.abs(logLikelihood - before) < tolerance) break;
    before = logLikelihood;
  }
  return posteriors;
}

function fit(values: Float64Array, posteriors: Float64Array): Component {
  const meanOf = (of: (value: number) => number): number =>
    values.reduce((sum, value, index) => sum + (posteriors[index] as number) * of(value), 0) / count;
  const count = posteriors.reduce((sum, posterior) => sum + posterior, 10 * Number.EPSILON);
  const mean = meanOf((value) => value);
  return {
    share: count / values.length,
    mean,
    variance: meanOf((value) => (value - mean) ** 2) + varianceFloor,
  };
}

function logDensity({ share, mean, variance }: Component, value: number): number {
  return Math.log(share) - (Math.log(2 * Math.PI * variance) + (value - mean) ** 2 / variance) / 2;
}
