import { compile, type Step, type TensorTree } from '@ballast/tensor';
import type { StepRate } from '../stepRate.ts';
import { fineTuneStep, type FineTuneStepInputs } from './fineTuneStep.ts';
import { learningStep, type LearningStepInputs } from './learningStep.ts';
import type { DynamicLossSetup } from './setup.ts';
import { warmStep, type WarmStepInputs } from './warmStep.ts';

type Constants = { readonly learningRate: number };
type WarmConstants = Constants & { readonly movesCorrector: boolean };

/** The steps of a run. Call them within `tf.tidy`. */
export function compiledSteps(setup: Omit<DynamicLossSetup, 'learningRate'>) {
  const warm = whileTheRateStays((inputs: WarmStepInputs, { learningRate, movesCorrector }: WarmConstants) =>
    warmStep({ ...setup, learningRate }, inputs, movesCorrector),
  );
  const learning = whileTheRateStays((inputs: LearningStepInputs, { learningRate }: Constants) =>
    learningStep({ ...setup, learningRate }, inputs),
  );
  const fineTune = whileTheRateStays((inputs: FineTuneStepInputs, { learningRate }: Constants) =>
    fineTuneStep({ ...setup, learningRate }, inputs),
  );
  return {
    warm: (inputs: WarmStepInputs, { learningRate, rises }: StepRate, movesCorrector: boolean) =>
      warm(rises)(inputs, { learningRate, movesCorrector }),
    learning: (inputs: LearningStepInputs, { learningRate, rises }: StepRate) =>
      learning(rises)(inputs, { learningRate }),
    fineTune: (inputs: FineTuneStepInputs, { learningRate, rises }: StepRate) =>
      fineTune(rises)(inputs, { learningRate }),
  };
}

/** The rate is a constant of a compiled step: one that changes with every step would record a graph for each. */
function whileTheRateStays<I extends TensorTree, C extends Constants, O extends TensorTree>(step: Step<I, C, O>) {
  const compiled = compile(step);
  return (rises: boolean): Step<I, C, O> => (rises ? step : compiled);
}
