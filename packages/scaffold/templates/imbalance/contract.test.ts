import { imbalanceContract } from '@ballast/testing';
import templateName from '../src/index.ts';

for (const ratio of [1, 10, 100]) imbalanceContract(templateName, { ratio });
