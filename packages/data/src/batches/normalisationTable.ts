import type { Normalisation } from '@ballast/core';

/** [channels · 256]: the normalised value of every byte of every channel. */
export type NormalisationTable = Float32Array;

export function normalisationTable({ mean, standardDeviation }: Normalisation): NormalisationTable {
  const table = new Float32Array(mean.length * 256);
  for (let entry = 0; entry < table.length; entry++) {
    const channel = entry >> 8;
    table[entry] = ((entry & 255) - (mean[channel] as number)) / (standardDeviation[channel] as number);
  }
  return table;
}
