import type { Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import samplers from '@ballast/plugin-samplers';
import { methodContract } from '@ballast/testing';
import cleanNet from '../src/index.ts';

const others = [crossEntropy, ...samplers] as readonly Plugin[];
const quick = { epochs: 2, batchSize: 32, schedule: { type: 'constant', learningRate: 0.05 } };
const verification = { epochs: 2, references: { perClass: 4 }, embedding: { size: 8, hiddenSize: 8 } };

for (const startFrom of ['pretrained', 'fresh']) {
  methodContract(cleanNet, { ...quick, startFrom, pretraining: quick, verification }, others);
}
