import type { LossFunction } from '@ballast/core';
import { classifierStep, type BatchTensors } from '@ballast/training';
import { correctedLoss } from '../learned/correctedLoss.ts';
import { unpackParts } from '../learned/learnedParts.ts';
import { margins } from '../learned/marginGenerator.ts';
import type { DynamicLossSetup, DynamicLossState, StepOutcome } from './setup.ts';

export type FineTuneStepInputs = { readonly state: DynamicLossState; readonly batch: BatchTensors };

/** A step on samples of the meta set: their given labels, the learned margins. Call it within `tf.tidy`. */
export function fineTuneStep(setup: DynamicLossSetup, { state, batch }: FineTuneStepInputs): StepOutcome {
  const { learned, learnedOptimizer } = state;
  const correction = {
    trust: undefined,
    pseudoLabels: undefined,
    margins: setup.options.margin === null ? undefined : margins(unpackParts(learned).margin),
  };
  const loss = { perSample: ({ logits, givenLabels }: Labelled) => correctedLoss(logits, givenLabels, correction) };
  const { state: next, logits, losses } = classifierStep({ ...setup, loss }, state, batch);
  return { state: { ...next, learned, learnedOptimizer }, logits, losses };
}

type Labelled = Pick<Parameters<LossFunction['perSample']>[0], 'logits' | 'givenLabels'>;
