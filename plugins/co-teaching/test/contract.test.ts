import type { Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import samplers from '@ballast/plugin-samplers';
import { methodContract } from '@ballast/testing';
import coTeaching from '../src/index.ts';

const others = [crossEntropy, ...samplers] as readonly Plugin[];
const quick = { epochs: 2, batchSize: 32, schedule: { type: 'constant', learningRate: 0.05 }, gradualEpochs: 1 };

methodContract(coTeaching, quick, others);
methodContract(coTeaching, { ...quick, noiseRate: 0.3 }, others);
