import { samplerContract } from '@ballast/testing';
import { samplers } from '../src/index.ts';

for (const sampler of samplers) {
  samplerContract(sampler, {}, { permutation: sampler.id !== 'class-balanced' });
}
