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
import { predefined } from './curricula.ts';
import { curriculumPhase } from './curriculumPhase.ts';
import { MentorNetOptions } from './options.ts';

/** MentorNet's predefined curriculum in closed form, without the network that learns to imitate it (Jiang et al. 2018). */
@injectable()
class MentorNet implements Method {
  readonly usesMetaSet = false;
  readonly phases: readonly Phase[];

  constructor(
    @inject(PluginOptions) options: MentorNetOptions,
    @inject(Tokens.loss) loss: LossFunction,
    @inject(Tokens.sampler) sampler: Sampler,
  ) {
    this.phases = [curriculumPhase('curriculum', predefined(options), options, { loss, sampler })];
  }
}

export const mentorNet = definePlugin({
  kind: 'method',
  id: 'mentornet-predefined',
  docs: {
    summary: 'Weighs samples by a predefined curriculum of their losses: all, then self-paced, then linear.',
    paper:
      'Jiang, Zhou, Leung, Li, Fei-Fei 2018, MentorNet: Learning Data-Driven Curriculum for Very Deep Neural Networks on Corrupted Labels',
  },
  options: MentorNetOptions,
  use: MentorNet,
});
