import type { ImageShape } from '@ballast/core';

/** From an image's bytes [height, width, channels] to new ones; `fill` is the byte outside of the image. */
export type Operation = (pixels: Uint8Array, shape: ImageShape, magnitude: number, fill: number) => Uint8Array;

export type OperationName =
  | 'invert'
  | 'posterise'
  | 'solarise'
  | 'autoContrast'
  | 'equalise'
  | 'brightness'
  | 'contrast'
  | 'colour'
  | 'sharpness'
  | 'translateX'
  | 'translateY'
  | 'shearY'
  | 'rotate';

export const operations: Readonly<Record<OperationName, Operation>>;

/** An operation's place here is its number in a plan. */
export const operationNames: readonly OperationName[];

/** Covers a square around a centre, as far as it lies in the image, in place (DeVries and Taylor 2017). */
export function cutOut(
  pixels: Uint8Array,
  shape: ImageShape,
  centre: readonly [row: number, column: number],
  size: number,
  fill: number,
): void;
