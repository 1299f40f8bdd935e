const mostTerms = 300;
const precision = 1e-15;
/** Stands for a denominator that vanishes (Lentz 1976). */
const tiny = 1e-300;

/** I_x(a, b), by its continued fraction (Abramowitz & Stegun 26.5.8). */
export function regularizedIncompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges quickly on this side alone; I_x(a, b) = 1 − I_{1−x}(b, a).
  if (x > (a + 1) / (a + b + 2)) return 1 - regularizedIncompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)) / a;
  return front / continuedFraction(x, a, b);
}

/** 1 + d₁/(1 + d₂/(1 + …)), evaluated forwards after Lentz. */
function continuedFraction(x: number, a: number, b: number): number {
  let [value, upper, lower] = [1, 1, 0];
  for (let index = 1; index <= mostTerms; index++) {
    const term = coefficient(index, x, a, b);
    lower = 1 / nonZero(1 + term * lower);
    upper = nonZero(1 + term / upper);
    value *= upper * lower;
    if (Math.abs(upper * lower - 1) < precision) break;
  }
  return value;
}

function coefficient(index: number, x: number, a: number, b: number): number {
  const m = Math.floor(index / 2);
  return index % 2 === 0
    ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
}

function nonZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Stirling's series (Abramowitz & Stegun 6.1.41), after raising the argument to where it is exact to rounding. */
function logGamma(value: number): number {
  let [shifted, product] = [value, 1];
  while (shifted < 15) {
    product *= shifted;
    shifted += 1;
  }
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}
