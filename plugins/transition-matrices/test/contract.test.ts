import type { Plugin } from '@ballast/core';
import { methodContract } from '@ballast/testing';
import methods from '../src/index.ts';

const schedule = { type: 'constant', learningRate: 0.05 };
const quick = { epochs: 2, batchSize: 32, schedule };
const own: Readonly<Record<string, object>> = {
  's-adaptation': { fixedEpochs: 1, fixedSchedule: schedule },
  lccn: { fixedEpochs: 1, refreshEvery: 2 },
};

for (const method of methods as readonly Plugin<'method'>[]) {
  methodContract(method, { ...quick, pretraining: quick, ...own[method.id] });
}
