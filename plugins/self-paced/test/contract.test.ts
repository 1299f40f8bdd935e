import type { Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import samplers from '@ballast/plugin-samplers';
import { methodContract } from '@ballast/testing';
import { mentorNet, selfPaced } from '../src/index.ts';

const others = [crossEntropy, ...samplers] as readonly Plugin[];
const quick = { epochs: 2, batchSize: 32, schedule: { type: 'constant', learningRate: 0.05 } };

methodContract(selfPaced, quick, others);
methodContract(mentorNet, { ...quick, linearFrom: 0.75, burnInShare: 0.25, dropouts: [] }, others);
