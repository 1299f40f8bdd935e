import { selfLearning } from './selfLearning/selfLearning.ts';

export { selfLearning };
export default [selfLearning];
