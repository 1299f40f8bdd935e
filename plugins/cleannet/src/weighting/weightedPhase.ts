import type { LossFunction, NamedArray, Phase, Sampler } from '@ballast/core';
import { namedTensor, tf } from '@ballast/tensor';
import { classifierLoop, classifierStep, handedOnClassifier } from '@ballast/training';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import type { CleanNetOptions } from '../options.ts';
import { sampleWeights } from './sampleWeights.ts';

export type WeightedOptions = Omit<CleanNetOptions, 'pretraining' | 'verification'>;

export interface WeightedParts {
  readonly loss: LossFunction;
  readonly sampler: Sampler;
}

/** Trains the classifier on (1/B) Σ w_i ℓ_i; its output `sampleWeights` [N] are those weights. */
export function weightedPhase(options: WeightedOptions, { loss, sampler }: WeightedParts): Phase {
  const isFresh = options.startFrom === 'fresh';
  return {
    name: 'weighted',
    settings: options,
    uses: isFresh ? ['verification'] : ['pretraining', 'verification'],
    evaluated: true,
    run: async (context) => {
      const similarities = context.output('verification').arrays['similarities'] as NamedArray;
      const weights = sampleWeights(similarities, options);
      await context.runEpochs(
        classifierLoop({
          context,
          set: context.task.train,
          network: context.network(isFresh ? loss.head : 'linear'),
          ...(!isFresh && { initial: () => handedOnClassifier(context) }),
          loss,
          sampler,
          training: options,
          recordLossCurves: false,
          annotate: (positions) => ({
            weights: tf.tensor1d(Float32Array.from(positions, (position) => weights.data[position] as number)),
          }),
          step: (step, state, batch) => {
            const ofBatch = namedTensor(batch.annotations, 'weights') as Tensor1D;
            return classifierStep({ ...step, weights: () => ofBatch }, state, batch);
          },
        }),
      );
      return { arrays: { sampleWeights: weights } };
    },
  };
}
