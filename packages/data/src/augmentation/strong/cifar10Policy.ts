import type { OperationName } from './operations.mjs';

/** An operation, how likely it is, and how strong. */
export type PolicyStep = readonly [operation: OperationName, probability: number, magnitude?: number];

/**
 * The 25 pairs that AutoAugment found for CIFAR-10 (Cubuk et al. 2019, table 7), one of which is drawn for an image.
 * Translations are fractions of the image's size, rotations degrees, posterise bits, solarise a threshold; the blends
 * of brightness, contrast, colour, sharpness have the factor 1 ± magnitude.
 */
// prettier-ignore
export const cifar10Policy: readonly (readonly [PolicyStep, PolicyStep])[] = [
  [['invert', 0.1], ['contrast', 0.2, 0.6]],
  [['rotate', 0.7, 6.667], ['translateX', 0.3, 0.4532]],
  [['sharpness', 0.8, 0.1], ['sharpness', 0.9, 0.3]],
  [['shearY', 0.5, 0.2667], ['translateY', 0.7, 0.4532]],
  [['autoContrast', 0.5], ['equalise', 0.9]],
  [['shearY', 0.2, 0.2333], ['posterise', 0.3, 5]],
  [['colour', 0.4, 0.3], ['brightness', 0.6, 0.7]],
  [['sharpness', 0.3, 0.9], ['brightness', 0.7, 0.9]],
  [['equalise', 0.6], ['equalise', 0.5]],
  [['contrast', 0.6, 0.7], ['sharpness', 0.6, 0.5]],
  [['colour', 0.7, 0.7], ['translateX', 0.5, 0.4028]],
  [['equalise', 0.3], ['autoContrast', 0.4]],
  [['translateY', 0.4, 0.1511], ['sharpness', 0.2, 0.6]],
  [['brightness', 0.9, 0.6], ['colour', 0.2, 0.8]],
  [['solarise', 0.5, 199.1], ['invert', 0]],
  [['equalise', 0.2], ['autoContrast', 0.6]],
  [['equalise', 0.2], ['equalise', 0.6]],
  [['colour', 0.9, 0.9], ['equalise', 0.6]],
  [['autoContrast', 0.8], ['solarise', 0.2, 28.44]],
  [['brightness', 0.1, 0.3], ['colour', 0.7, 0]],
  [['solarise', 0.4, 113.8], ['autoContrast', 0.9]],
  [['translateY', 0.9, 0.4532], ['translateY', 0.7, 0.4532]],
  [['autoContrast', 0.9], ['solarise', 0.8, 170.7]],
  [['equalise', 0.8], ['invert', 0.1]],
  [['translateY', 0.7, 0.4532], ['autoContrast', 0.9]],
];

/** Operations whose direction is drawn: −magnitude is as likely as +magnitude. */
export const signedOperations: ReadonlySet<OperationName> = new Set([
  'translateX',
  'translateY',
  'shearY',
  'rotate',
  'brightness',
  'contrast',
  'colour',
  'sharpness',
]);
