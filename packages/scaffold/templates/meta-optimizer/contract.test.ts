import { metaOptimizerContract } from '@ballast/testing';
import templateName from '../src/index.ts';

// An approximation has a tolerance of its own: { tolerance: 0.05 }.
metaOptimizerContract(templateName);
