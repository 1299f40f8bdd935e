import type { Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import samplers from '@ballast/plugin-samplers';
import { methodContract } from '@ballast/testing';
import mixup from '../src/index.ts';

const others = [crossEntropy, ...samplers] as readonly Plugin[];

methodContract(mixup, { epochs: 2, batchSize: 32, schedule: { type: 'constant', learningRate: 0.05 } }, others);
