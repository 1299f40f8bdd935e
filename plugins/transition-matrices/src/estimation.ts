import type { NamedArray, NetworkState, PhaseContext, SampleSet } from '@ballast/core';
import { disposeNamed } from '@ballast/tensor';
import { classifierFromArray, classProbabilities } from '@ballast/training';
import { transitionFromAnchors, transitionFromCounts } from './estimates.ts';
import type { Estimate } from './options.ts';

const batchSize = 256;

/** The classifier that an earlier phase handed on; the caller disposes. */
export function handedOnClassifier(context: PhaseContext, phase = 'pretraining'): NetworkState {
  const { classifier } = context.output(phase).arrays;
  if (classifier === undefined) throw new Error(`The phase "${phase}" handed on no classifier.`);
  return classifierFromArray(context.network('linear'), classifier);
}

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
