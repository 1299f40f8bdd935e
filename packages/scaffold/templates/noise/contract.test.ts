import { noiseContract } from '@ballast/testing';
import templateName from '../src/index.ts';

for (const rate of [0, 0.4, 1]) noiseContract(templateName, { rate });
