import { classBalanced } from './classBalanced.ts';
import { inverseFrequency } from './inverseFrequency.ts';

export { classBalanced, inverseFrequency };
export default [classBalanced, inverseFrequency];
