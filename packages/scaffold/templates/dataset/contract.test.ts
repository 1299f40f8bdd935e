import { datasetContract } from '@ballast/testing';
import templateName from '../src/index.ts';

datasetContract(templateName);
datasetContract(templateName, { perClass: 6 });
