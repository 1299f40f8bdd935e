import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  Tokens,
  type LossFunction,
  type Method,
  type Phase,
  type Sampler,
} from '@ballast/core';
import { pretrainingPhase } from '@ballast/training';
import { CleanNetOptions } from './options.ts';
import { verificationPhase } from './verification/verificationPhase.ts';
import { weightedPhase } from './weighting/weightedPhase.ts';

/**
 * A network learns from trusted samples to say how much a sample resembles the class of its label, seen from reference
 * features of that class; samples then weigh by that (Lee, He, Zhang, Yang 2018).
 */
@injectable()
class CleanNet implements Method {
  readonly usesMetaSet = true;
  readonly phases: readonly Phase[];

  constructor(
    @inject(PluginOptions) { pretraining, verification, ...options }: CleanNetOptions,
    @inject(Tokens.loss) loss: LossFunction,
    @inject(Tokens.sampler) sampler: Sampler,
  ) {
    this.phases = [
      pretrainingPhase(pretraining),
      verificationPhase(verification),
      weightedPhase(options, { loss, sampler }),
    ];
  }
}

export const cleanNet = definePlugin({
  kind: 'method',
  id: 'cleannet',
  docs: {
    summary: 'Weighs samples by how much they resemble the class of their label, learned from trusted samples.',
    paper:
      'Lee, He, Zhang, Yang 2018, CleanNet: Transfer Learning for Scalable Image Classifier Training with Label Noise',
  },
  options: CleanNetOptions,
  use: CleanNet,
});
