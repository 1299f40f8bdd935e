import { UserError, type Random, type SampleSet } from '@ballast/core';
import type { AugmentationOptions } from './options.ts';

/** Where a crop's window lies: numbers of a sample in a `Placements` array. */
export const placementSize = 3;

/**
 * [B, 3] for each sample: row and column of the crop's corner relative to the image's, and 1 where it is mirrored.
 * All zero is the image as it is.
 */
export type Placements = Int16Array;

/**
 * Draws row, column and mirroring of one sample after the other; what an option leaves out is not drawn.
 * The result depends on the stream alone, never on when or where the pixels are prepared.
 */
export function drawPlacements(
  count: number,
  { padding, flip }: Omit<AugmentationOptions, 'strong'>,
  random: Random,
): Placements {
  const placements = new Int16Array(count * placementSize);
  for (let offset = 0; offset < placements.length; offset += placementSize) {
    if (padding > 0) {
      placements[offset] = random.integer(2 * padding + 1) - padding;
      placements[offset + 1] = random.integer(2 * padding + 1) - padding;
    }
    if (flip) placements[offset + 2] = random.integer(2);
  }
  return placements;
}

/** @throws UserError when an image is too small to be reflected that far. */
export function checkAugmentation(
  { padding, paddingMode }: AugmentationOptions,
  { imageShape: { height, width }, margin = 0 }: Pick<SampleSet, 'imageShape' | 'margin'>,
): void {
  const most = margin + Math.min(height, width) + 2 * margin - 1;
  if (paddingMode === 'zero' || padding <= most) return;
  throw new UserError({
    what: `images of ${String(height)}×${String(width)} pixels cannot be reflected by ${String(padding)} pixels.`,
    where: 'augmentation.padding',
    fix: `Take at most ${String(most)}, or \`paddingMode: zero\`.`,
  });
}
