import type { ImageShape, Normalisation } from '@ballast/core';
import { placementSize, type Placements } from '../augmentation/placements.ts';

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

/** What decides the numbers of a batch; all of it can be handed to another thread. */
export interface BatchPlan {
  /** [all images, height, width, channels] bytes. */
  readonly pixels: Uint8Array;
  readonly shape: ImageShape;
  /** [B] places in `pixels`. */
  readonly indices: Int32Array;
  readonly placements: Placements;
  readonly paddingMode: 'reflect' | 'zero';
  readonly table: NormalisationTable;
}

/** Crops, mirrors and normalises the planned images into `images` [B, height, width, channels]. */
export function prepareBatch(plan: BatchPlan, images: Float32Array): void {
  const { shape, indices, placements, paddingMode } = plan;
  const size = shape.height * shape.width * shape.channels;
  const sourceOf = paddingMode === 'zero' ? identity : reflect;
  const rows = new Int32Array(shape.height);
  const columns = new Int32Array(shape.width);
  for (let sample = 0; sample < indices.length; sample++) {
    const placement = sample * placementSize;
    const mirrored = placements[placement + 2] === 1;
    fillSources(rows, placements[placement] as number, false, sourceOf);
    fillSources(columns, placements[placement + 1] as number, mirrored, sourceOf);
    copyImage(plan, (indices[sample] as number) * size, rows, columns, images, sample * size);
  }
}

/** The source row (or column) of each target row; −1 where the crop looks past the image. */
function fillSources(
  sources: Int32Array,
  offset: number,
  mirrored: boolean,
  sourceOf: (at: number, size: number) => number,
): void {
  const size = sources.length;
  for (let at = 0; at < size; at++) {
    const source = sourceOf((mirrored ? size - 1 - at : at) + offset, size);
    sources[at] = source >= 0 && source < size ? source : -1;
  }
}

function identity(at: number): number {
  return at;
}

/** Mirrors at the edge pixels, which are not repeated. */
function reflect(at: number, size: number): number {
  return at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at;
}

function copyImage(
  { pixels, table, shape: { width, channels } }: BatchPlan,
  source: number,
  rows: Int32Array,
  columns: Int32Array,
  images: Float32Array,
  target: number,
): void {
  let at = target;
  for (const row of rows) {
    const rowStart = source + row * width * channels;
    for (let column = 0; column < width; column++) {
      const sourceColumn = columns[column] as number;
      const inside = row >= 0 && sourceColumn >= 0;
      const pixel = rowStart + sourceColumn * channels;
      for (let channel = 0; channel < channels; channel++) {
        const byte = inside ? (pixels[pixel + channel] as number) : 0;
        images[at++] = table[(channel << 8) + byte] as number;
      }
    }
  }
}
