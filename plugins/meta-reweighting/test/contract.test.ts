import type { Plugin } from '@ballast/core';
import crossEntropy from '@ballast/plugin-cross-entropy';
import curvenet from '@ballast/plugin-curvenet';
import metaOptimizers from '@ballast/plugin-meta-optimizers';
import mwNet from '@ballast/plugin-mw-net';
import samplers from '@ballast/plugin-samplers';
import { methodContract } from '@ballast/testing';
import metaReweighting from '../src/index.ts';

const others = [crossEntropy, curvenet, mwNet, ...metaOptimizers, ...samplers] as readonly Plugin[];
const schedule = { type: 'constant', learningRate: 0.05 };
const probing = { epochs: 9, batchSizes: [{ from: 0, batchSize: 64 }], schedule };
const quick = { epochs: 2, batchSize: 32, metaBatchSize: 16, schedule };

methodContract(metaReweighting, { ...quick, weightNet: 'mw-net' }, others);
methodContract(metaReweighting, { ...quick, weightNet: 'curvenet', probing }, others);
methodContract(metaReweighting, { ...quick, weightNet: 'mw-net', metaSet: 'hierarchical' }, others);
