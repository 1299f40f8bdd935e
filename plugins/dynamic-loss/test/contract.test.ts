import type { Plugin } from '@ballast/core';
import mwNet from '@ballast/plugin-mw-net';
import metaOptimizers from '@ballast/plugin-meta-optimizers';
import samplers from '@ballast/plugin-samplers';
import { methodContract } from '@ballast/testing';
import dynamicLoss from '../src/index.ts';

const others = [mwNet, ...metaOptimizers, ...samplers] as readonly Plugin[];
const quick = {
  epochs: 3,
  warmEpochs: 1,
  batchSize: 32,
  corrector: { ranks: 8, hiddenSize: 6 },
  margin: { hiddenSize: 6 },
  schedule: { type: 'constant', learningRate: 0.05 },
  stepwiseWarmup: { epochs: 1 },
};
const augmentation = { padding: 1, paddingMode: 'zero', strong: { cutout: { size: 2 } } };

for (const metaSet of ['hierarchical', 'trusted'])
  methodContract(dynamicLoss, { ...quick, metaSet }, others, { augmentation });
