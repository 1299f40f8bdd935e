import type { ImageShape } from '@ballast/core';
import type { Placements } from '../augmentation/placements.ts';
import type { NormalisationTable } from './normalisationTable.ts';

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
export function prepareBatch(plan: BatchPlan, images: Float32Array): void;
