import type { MetaOptimizer } from '@ballast/core';
import { skipStages } from '@ballast/plugin-meta-optimizers';
import { compile, mapNamed, tf, type Step, type TensorTree } from '@ballast/tensor';
import { classifierStep } from '@ballast/training';
import { metaLossAt, takeVirtualStep } from '../../../../plugins/meta-optimizers/src/virtualStep.ts';
import { metaStep, type Reweighting } from '../../../../plugins/meta-reweighting/src/metaStep.ts';
import { learningStep, type LearningStepInputs } from '../../../../plugins/meta-reweighting/src/steps.ts';
import { inputsOf, setupOf, type Sizes } from './setup.ts';

type BenchStep = Step<LearningStepInputs, null, TensorTree>;

/** One step by its name and way: `meta, compiled`. A call computes it and frees what it gives. */
export function stepRunner(sizes: Sizes): (name: string) => () => void {
  const setup = setupOf(sizes, { type: 'forward-mode' });
  const inputs = inputsOf(setup, sizes);
  const runners = new Map<string, () => void>();
  return (name) => {
    const runner = runners.get(name) ?? runnerOf(name, sizes, inputs);
    runners.set(name, runner);
    return runner;
  };
}

function runnerOf(name: string, sizes: Sizes, inputs: LearningStepInputs): () => void {
  const [step = '', way = ''] = name.split(', ');
  const asItIs = stepOf(step, sizes);
  const chosen = way === 'compiled' ? compile(asItIs) : asItIs;
  return () => {
    tf.tidy(() => {
      chosen(inputs, null);
    });
  };
}

/** `plain`, `meta`, `SLMO 2`; for Table 8 of CurveNet's paper, `to the meta loss 3` and `to the weight net 3`. */
function stepOf(name: string, sizes: Sizes): BenchStep {
  const setup = setupOf(sizes, { type: 'forward-mode' });
  const skippedStages = Number(/\d$/.exec(name)?.[0] ?? 0);
  const slmo = setupOf(sizes, { type: 'slmo', skippedStages });
  switch (name.replace(/ \d$/, '')) {
    case 'plain':
      return ({ state, batch }) => classifierStep(setup, state, batch);
    case 'meta':
      return (given) => learningStep(setup, given);
    case 'SLMO':
      return (given) => learningStep(slmo, given);
    case 'to the weight net':
      return (given) => ({ ...metaStepOf(slmo, given) });
    case 'to the meta loss': {
      const metaOptimizer = metaLossOnly(skippedStages);
      return (given) => ({ metaLoss: metaStepOf({ ...slmo, metaOptimizer }, given).metaLoss });
    }
    default:
      throw new Error(`There is no step "${name}".`);
  }
}

function metaStepOf(setup: Reweighting, { state, batch, lossCurves }: LearningStepInputs) {
  return metaStep(setup, state, batch, { givenLabels: batch.givenLabels, lossCurves });
}

/** Virtual step and forward pass of the meta batch: what comes before the span that the paper's timer covers. */
function metaLossOnly(skippedStages: number): MetaOptimizer {
  return {
    metaGradient: (problem) => {
      const above = skipStages(problem, skippedStages);
      const metaLoss = metaLossAt(above, takeVirtualStep(above).parameters);
      return { gradients: mapNamed(problem.learned, tf.zerosLike), metaLoss };
    },
  };
}
