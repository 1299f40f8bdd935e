import { compile } from '@ballast/tensor';
import { fineTuneStep, type FineTuneStepInputs } from './fineTuneStep.ts';
import { learningStep, type LearningStepInputs } from './learningStep.ts';
import type { DynamicLossSetup, Rates } from './setup.ts';
import { warmStep, type WarmStepInputs } from './warmStep.ts';

type Rated = { readonly rates: Rates };

/** The steps of a run. Call them within `tf.tidy`. */
export function compiledSteps(setup: Omit<DynamicLossSetup, keyof Rates>) {
  return {
    warm: compile(({ rates, ...inputs }: WarmStepInputs & Rated, constants: { readonly movesCorrector: boolean }) =>
      warmStep({ ...setup, ...rates }, inputs, constants.movesCorrector),
    ),
    learning: compile(({ rates, ...inputs }: LearningStepInputs & Rated) =>
      learningStep({ ...setup, ...rates }, inputs),
    ),
    fineTune: compile(({ rates, ...inputs }: FineTuneStepInputs & Rated) =>
      fineTuneStep({ ...setup, ...rates }, inputs),
    ),
  };
}
