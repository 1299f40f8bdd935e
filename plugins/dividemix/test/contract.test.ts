import { methodContract } from '@ballast/testing';
import divideMix from '../src/index.ts';

const schedule = { type: 'constant', learningRate: 0.02 };

methodContract(divideMix, { epochs: 3, warmUpEpochs: 1, warmUpBatchSize: 32, batchSize: 32, schedule, rampEpochs: 2 });
