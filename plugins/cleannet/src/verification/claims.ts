import type { Random } from '@ballast/core';

/** Labels that trusted samples are shown with, [M], and whether each is the right one, [M] 1 or 0. */
export interface Claims {
  readonly labels: Int32Array;
  readonly areRight: Float32Array;
}

export interface Claiming {
  readonly classCount: number;
  /** The share that is shown with the label of another class, any of them alike. */
  readonly wrong: number;
}

/** A trusted set holds right labels alone; what a wrong one looks like has to be shown with labels that are made up. */
export function drawClaims(trueLabels: ArrayLike<number>, { classCount, wrong }: Claiming, random: Random): Claims {
  const labels = Int32Array.from(trueLabels, (label) => {
    const isWrong = random.uniform() < wrong && classCount > 1;
    return isWrong ? (label + 1 + random.integer(classCount - 1)) % classCount : label;
  });
  return { labels, areRight: Float32Array.from(labels, (label, at) => Number(label === trueLabels[at])) };
}
