import { datasetContract } from '@ballast/testing';
import { digits } from '../src/datasets/digits/digits.ts';
import { subset } from '../src/datasets/derived/subset.ts';

datasetContract(digits);
datasetContract(subset, { dataset: 'digits', train: 100, test: 30 }, [digits]);
