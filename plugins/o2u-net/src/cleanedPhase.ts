import type { LossFunction, NamedArray, Phase, PhaseContext, Sampler } from '@ballast/core';
import {
  accumulatedLosses,
  classifierLoop,
  handedOnClassifier,
  noiseRateOf,
  probedLossCurves,
  selectSamples,
} from '@ballast/training';
import { keptSamples } from './keptSamples.ts';
import type { O2uNetOptions } from './options.ts';

export type CleanedOptions = Omit<O2uNetOptions, 'pretraining' | 'probing'>;

export interface CleanedParts {
  readonly loss: LossFunction;
  readonly sampler: Sampler;
}

/** Trains on the samples that the probing finds clean; its output `sampleWeights` [N] is 1 for them and 0 else. */
export function cleanedPhase(options: CleanedOptions, { loss, sampler }: CleanedParts): Phase {
  const isFresh = options.startFrom === 'fresh';
  return {
    name: 'cleaned',
    settings: options,
    uses: isFresh ? ['probing'] : ['pretraining', 'probing'],
    evaluated: true,
    run: async (context) => {
      const { train } = context.task;
      const kept = keptByProbing(context, options);
      await context.runEpochs(
        classifierLoop({
          context,
          set: selectSamples(train, kept, 'train without dropped samples'),
          network: context.network(isFresh ? loss.head : 'linear'),
          ...(!isFresh && { initial: () => handedOnClassifier(context) }),
          loss,
          sampler,
          training: options,
          recordLossCurves: false,
        }),
      );
      return { arrays: { sampleWeights: indicator(kept, train.count) } };
    },
  };
}

function keptByProbing(context: PhaseContext, { noiseRate, countedFrom }: CleanedOptions): Int32Array {
  const losses = accumulatedLosses(probedLossCurves(context), countedFrom);
  return keptSamples(
    losses,
    noiseRateOf(noiseRate, context.task.train, () => losses),
  );
}

/** [count] 1 at the positions, 0 elsewhere. */
function indicator(positions: Int32Array, count: number): NamedArray {
  const data = new Float32Array(count);
  for (const position of positions) data[position] = 1;
  return { shape: [count], data };
}
