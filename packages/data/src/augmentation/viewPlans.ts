import type { ImageShape, Random, View } from '@ballast/core';
import type { AugmentationOptions } from './options.ts';
import { drawPlacements, placementSize, type Placements } from './placements.ts';
import { drawStrong, type StrongPlan, type StrongStreams } from './strong/drawStrong.ts';

/** What one view does with the samples of a batch; all of it can be handed to another thread. */
export interface ViewPlan {
  readonly placements: Placements;
  readonly strong: StrongPlan | undefined;
}

/** The next batch's plan of a view. */
export type ViewPlanner = (count: number) => ViewPlan;

/** The draws of one view of an epoch; a strong view is placed as the standard one of the same stream would be. */
export function viewPlanner(
  view: View,
  { strong, ...placing }: AugmentationOptions,
  shape: ImageShape,
  random: Random,
): ViewPlanner {
  const streams: StrongStreams = { operations: random.split('operations'), cutout: random.split('cutout') };
  return (count) => ({
    placements: view === 'none' ? new Int16Array(count * placementSize) : drawPlacements(count, placing, random),
    strong: view === 'strong' && strong !== undefined ? drawStrong(count, shape, strong, streams) : undefined,
  });
}

/** The stream of each view: the first has the request's own, so that a second view moves nothing in it. */
export function viewStream(random: Random, index: number): Random {
  return index === 0 ? random : random.split(`view ${String(index + 1)}`);
}
