import { constantCases, elementwiseCases } from './elementwise.ts';
import { layerCases } from './layers.ts';
import { productCases } from './products.ts';
import { reductionCases } from './reductions.ts';
import { shapeCases } from './shapes.ts';
import type { KernelCase } from './support.ts';

/** By the kernel that each is about. */
export const kernelCases: Readonly<Record<string, KernelCase>> = {
  ...constantCases,
  ...elementwiseCases,
  ...layerCases,
  ...productCases,
  ...reductionCases,
  ...shapeCases,
};

export type { KernelCase } from './support.ts';
