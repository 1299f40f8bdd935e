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
import { selfPaced as selfPacedCurriculum } from './curricula.ts';
import { curriculumPhase } from './curriculumPhase.ts';
import { SelfPacedOptions } from './options.ts';

/** Easy samples first: those with a loss up to a threshold that grows (Kumar et al. 2010). */
@injectable()
class SelfPaced implements Method {
  readonly usesMetaSet = false;
  readonly phases: readonly Phase[];

  constructor(
    @inject(PluginOptions) options: SelfPacedOptions,
    @inject(Tokens.loss) loss: LossFunction,
    @inject(Tokens.sampler) sampler: Sampler,
  ) {
    this.phases = [curriculumPhase('self-paced', selfPacedCurriculum(options), options, { loss, sampler })];
  }
}

export const selfPaced = definePlugin({
  kind: 'method',
  id: 'self-paced',
  docs: {
    summary: 'Learns from samples with a loss up to a threshold that grows from epoch to epoch.',
    paper: 'Kumar, Packer, Koller 2010, Self-Paced Learning for Latent Variable Models',
  },
  options: SelfPacedOptions,
  use: SelfPaced,
});
