import { classBalanced } from './classBalanced.ts';
import { shuffled } from './shuffled.ts';

export default [shuffled, classBalanced];
