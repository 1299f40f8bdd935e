/** Whole epochs from 1 to the last, at most so many, at round distances: an axis of half epochs would say nothing. */
export function epochTicks(epochs: number, most: number): number[] {
  const distance = roundDistances().find((step) => Math.floor(epochs / step) <= most) ?? epochs;
  return Array.from({ length: Math.floor(epochs / distance) }, (_, index) => (index + 1) * distance);
}

/** 1, 2, 5, 10, 20, 50, … */
function roundDistances(): number[] {
  return Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();
}
