import type { ImageShape } from '@ballast/core';
import type { ViewPlan } from '../augmentation/viewPlans.ts';
import type { NormalisationTable } from './normalisationTable.ts';

/** What decides the numbers of a batch; all of it can be handed to another thread. */
export interface BatchPlan {
  /** [all images, height, width, channels] bytes. */
  readonly pixels: Uint8Array;
  readonly shape: ImageShape;
  /** [B] places in `pixels`. */
  readonly indices: Int32Array;
  readonly views: readonly ViewPlan[];
  readonly paddingMode: 'reflect' | 'zero';
  readonly table: NormalisationTable;
}

/** Prepares every view of the planned images: `images` is [views, B, height, width, channels]. */
export function prepareBatch(plan: BatchPlan, images: Float32Array): void;
