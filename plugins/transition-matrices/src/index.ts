import { forwardCorrection } from './forwardCorrection.ts';
import { glc } from './glc.ts';
import { lccn } from './lccn.ts';
import { sAdaptation } from './sAdaptation.ts';

export { forwardCorrection, glc, lccn, sAdaptation };
export default [forwardCorrection, sAdaptation, lccn, glc];
