export { har as default } from './har.ts';
export { estimationPhase } from './estimationPhase.ts';
export { regularisationStrengths } from './strengths.ts';
