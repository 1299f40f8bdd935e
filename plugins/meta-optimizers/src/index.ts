import { finiteDifference } from './finiteDifference.ts';
import { forwardMode } from './forwardMode.ts';
import { slmo } from './slmo.ts';
import { unrolled } from './unrolled.ts';

export { checkSkippedStages, skipStages } from './skipStages.ts';

export default [forwardMode, finiteDifference, unrolled, slmo];
