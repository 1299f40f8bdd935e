import type { ImageShape } from '@ballast/core';
import type { ViewPlan } from '../augmentation/viewPlans.ts';
import type { StoredPixels } from '../images/imageReader.mjs';
import type { NormalisationTable } from './normalisationTable.ts';

/** What decides the numbers of a batch; all of it can be handed to another thread. */
export interface BatchPlan {
  readonly pixels: StoredPixels;
  /** Of the images that are prepared. */
  readonly shape: ImageShape;
  /** Pixels that stored images have on every side beyond it. */
  readonly margin: number;
  /** [B] places in memory or in the file. */
  readonly indices: Int32Array;
  readonly views: readonly ViewPlan[];
  readonly paddingMode: 'reflect' | 'zero';
  readonly table: NormalisationTable;
}

/** Prepares every view of the planned images: `images` is [views, B, height, width, channels]. */
export function prepareBatch(plan: BatchPlan, images: Float32Array): void;
