import { metaSetContract, samplerContract } from '@ballast/testing';
import { metaSets, samplers } from '../src/index.ts';

for (const sampler of samplers) {
  samplerContract(sampler, {}, { permutation: sampler.id !== 'class-balanced' });
}

for (const metaSet of metaSets) metaSetContract(metaSet, metaSet.id === 'low-loss' ? { perClass: 3 } : {});
