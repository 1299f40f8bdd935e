import type { Plugin } from '@ballast/core';
import { imbalanceContract } from '@ballast/testing';
import profiles from '../src/index.ts';

for (const profile of profiles as readonly Plugin<'imbalance'>[]) {
  for (const ratio of [1, 10, 100]) imbalanceContract(profile, { ratio });
}
