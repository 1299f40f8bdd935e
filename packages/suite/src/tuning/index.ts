export { epochsIn, rungsOf, type Rung } from './budget.ts';
export { planTuning, tuneSuite, type TuneOptions, type TuneOutcome, type TuningPlan } from './tuneSuite.ts';
