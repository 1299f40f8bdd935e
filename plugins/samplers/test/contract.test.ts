import type { Plugin } from '@ballast/core';
import { samplerContract } from '@ballast/testing';
import samplers from '../src/index.ts';

for (const sampler of samplers as readonly Plugin<'sampler'>[]) {
  samplerContract(sampler, {}, { permutation: sampler.id !== 'class-balanced' });
}
