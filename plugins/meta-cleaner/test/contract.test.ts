import type { Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import samplers from '@ballast/plugin-samplers';
import { methodContract, tinyResNet } from '@ballast/testing';
import metaCleaner from '../src/index.ts';

const others = [crossEntropy, ...samplers] as readonly Plugin[];
const quick = { epochs: 2, batchSize: 32, hiddenSize: 8, schedule: { type: 'constant', learningRate: 0.05 } };

methodContract(metaCleaner, quick, others);
methodContract(metaCleaner, { ...quick, groupSize: 3, sampler: 'class-balanced' }, others, {
  network: tinyResNet({ channels: 1, widths: [2, 3, 4], classCount: 10 }),
});
