import type { NetworkState, Phase, PhaseContext, Settings } from '@ballast/core';
import {
  classifierArray,
  classifierLoop,
  plainCrossEntropy,
  plainShuffling,
  unpackGroups,
  type OptimizerOptions,
  type ScheduleOptions,
} from '@ballast/training';
import { withTransition, type TransitionStage } from './transitionStage.ts';

export interface CorrectionTraining {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: OptimizerOptions;
  readonly schedule: ScheduleOptions;
}

export interface CorrectionPhase {
  readonly name: string;
  /** What determines the outcome, beside the phases that it takes from. */
  readonly settings: Settings;
  readonly uses: readonly string[];
  readonly evaluated: boolean;
  readonly training: CorrectionTraining;
  transition(context: PhaseContext): Promise<TransitionStage>;
  /** The classifier from which it goes on. */
  initial(context: PhaseContext): NetworkState;
}

/** Cross entropy of the given labels against p · T; evaluated without T. Hands on its `classifier`. */
export function correctionPhase(phase: CorrectionPhase): Phase {
  const { name, settings, uses, evaluated, training } = phase;
  return {
    name,
    settings,
    uses,
    evaluated,
    run: async (context) => {
      const network = context.network('linear');
      const transition = await phase.transition(context);
      const { tensors, lossCurves } = await context.runEpochs(
        classifierLoop({
          context,
          set: context.task.train,
          network: withTransition(network, transition),
          evaluated: network,
          initial: () => joined(phase.initial(context), transition.initialState()),
          loss: plainCrossEntropy,
          sampler: plainShuffling,
          training,
          recordLossCurves: true,
        }),
      );
      const classifier = classifierArray(network, unpackGroups(tensors, ['parameters', 'buffers']));
      return { arrays: { classifier }, lossCurves };
    },
  };
}

function joined(first: NetworkState, second: NetworkState): NetworkState {
  return {
    parameters: { ...first.parameters, ...second.parameters },
    buffers: { ...first.buffers, ...second.buffers },
  };
}
