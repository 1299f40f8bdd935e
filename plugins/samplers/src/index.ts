import type { Plugin } from '@ballast/core';
import { classBalanced } from './classBalanced.ts';
import { hierarchical } from './metaSets/hierarchical.ts';
import { lowLoss } from './metaSets/lowLoss.ts';
import { trusted } from './metaSets/trusted.ts';
import { shuffled } from './shuffled.ts';

/** Which samples an epoch visits. */
export const samplers: readonly Plugin<'sampler'>[] = [shuffled, classBalanced];

/** Where a meta set comes from. */
export const metaSets: readonly Plugin<'meta set'>[] = [trusted, hierarchical, lowLoss];

const plugins: readonly Plugin[] = [...samplers, ...metaSets] as readonly Plugin[];
export default plugins;
