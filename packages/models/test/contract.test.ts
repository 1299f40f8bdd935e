import { modelContract } from '@ballast/testing';
import { mlp, resnet, wideResnet } from '../src/index.ts';

modelContract(mlp, { hidden: [6, 5] });
modelContract(resnet, { depth: 8, width: 4 });
modelContract(wideResnet, { depth: 10, width: 1 });
