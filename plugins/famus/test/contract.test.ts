import type { Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import mwNet from '@ballast/plugin-mw-net';
import samplers from '@ballast/plugin-samplers';
import { methodContract } from '@ballast/testing';
import famus from '../src/index.ts';

const others = [crossEntropy, mwNet, ...samplers] as readonly Plugin[];

methodContract(
  famus,
  { epochs: 2, batchSize: 32, schedule: { type: 'constant', learningRate: 0.05 }, warmEpochs: 1 },
  others,
);
