import { UserError, type ImageShape } from '@ballast/core';

/** Two of the three stages of the networks for small images halve the image. */
const smallestOfThreeStages = 4;

/** @throws UserError when an image would have no pixels left. */
export function requireImageSize(
  model: string,
  { height, width }: ImageShape,
  smallest: number = smallestOfThreeStages,
): void {
  if (Math.min(height, width) >= smallest) return;
  throw new UserError({
    what: `images of ${String(height)}×${String(width)} pixels are too small for ${model}, which halves them again and again.`,
    where: 'model',
    meant: `It takes images from ${String(smallest)}×${String(smallest)} pixels on.`,
    fix: 'Take the model `mlp`, or larger images.',
  });
}
