import type { Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import samplers from '@ballast/plugin-samplers';
import { methodContract } from '@ballast/testing';
import templateName from '../src/index.ts';

const others = [crossEntropy, ...samplers] as readonly Plugin[];
const schedule = { type: 'constant', learningRate: 0.05 };

methodContract(templateName, { epochs: 2, batchSize: 32, schedule }, others);
