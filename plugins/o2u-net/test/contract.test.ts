import type { Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import samplers from '@ballast/plugin-samplers';
import { methodContract } from '@ballast/testing';
import o2uNet from '../src/index.ts';

const others = [crossEntropy, ...samplers] as readonly Plugin[];
const schedule = { type: 'constant', learningRate: 0.05 };
const quick = { epochs: 2, batchSize: 32, schedule };
const probing = { epochs: 3, batchSizes: [{ from: 0, batchSize: 32 }], schedule };
const options = { ...quick, pretraining: quick, probing };

methodContract(o2uNet, options, others);
methodContract(o2uNet, { ...options, noiseRate: 0.3 }, others);
