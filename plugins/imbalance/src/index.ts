import { exponential } from './exponential.ts';
import { step } from './step.ts';

export default [exponential, step];
