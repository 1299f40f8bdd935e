import type { NamedArray, PhaseContext, SampleSet } from '@ballast/core';
import { disposeNamed } from '@ballast/tensor';
import { classProbabilities, handedOnClassifier } from '@ballast/training';
import { transitionFromAnchors, transitionFromCounts } from './estimates.ts';
import type { Estimate } from './options.ts';

const batchSize = 256;

/** [N, K] of a set, as the pretrained classifier sees it. */
export async function pretrainedProbabilities(context: PhaseContext, set: SampleSet): Promise<NamedArray> {
  const network = context.network('linear');
  const state = handedOnClassifier(context);
  try {
    return await classProbabilities(context, set, { network, ...state }, batchSize);
  } finally {
    disposeNamed(state.parameters);
    disposeNamed(state.buffers);
  }
}

/** T [K, K] by one of the two estimates. */
export async function estimateTransition(context: PhaseContext, by: Estimate): Promise<NamedArray> {
  const { train } = context.task;
  const probabilities = await pretrainedProbabilities(context, train);
  return by === 'anchors'
    ? transitionFromAnchors(probabilities)
    : transitionFromCounts(probabilities, train.givenLabels);
}
