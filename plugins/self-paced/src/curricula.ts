import { tf } from '@ballast/tensor';
import type { Curriculum } from './curriculum.ts';
import type { MentorNetOptions, SelfPacedOptions } from './options.ts';
import { percentileOf } from './weights.ts';

/**
 * Self-paced learning: λ lets in a share of the samples at first, and grows from epoch to epoch until it lets in all
 * (Kumar et al. 2010, algorithm 1).
 */
export function selfPaced({ epochs, burnInShare, initialShare, growth }: SelfPacedOptions): Curriculum {
  const first = Math.round(burnInShare * epochs);
  return {
    linearWidth: 1,
    ruleAt: (epoch) => (epoch < first ? 'ones' : 'self-paced'),
    thresholdAt: async (epoch, before, losses) => {
      if (epoch > first) return before * growth;
      const sorted = (await losses()).sort();
      return sorted[Math.max(0, Math.round(initialShare * sorted.length) - 1)] ?? 0;
    },
  };
}

/**
 * The predefined curriculum that MentorNet is trained to give: every sample, then self-paced weights, then linear
 * ones, by a moving average of a percentile of the losses (Jiang et al. 2018, algorithm 1 and appendix).
 */
export function predefined(options: MentorNetOptions): Curriculum {
  const { epochs, burnInShare, linearFrom, linearWidth, percentile, movingAverageDecay, dropouts } = options;
  return {
    linearWidth,
    ruleAt: (epoch) => {
      if (epoch < Math.round(burnInShare * epochs)) return 'ones';
      return epoch < Math.round(linearFrom * epochs) ? 'self-paced' : 'linear';
    },
    nextThreshold: (before, losses) =>
      tf.tidy(() =>
        tf.add(tf.mul(before, movingAverageDecay), tf.mul(percentileOf(losses, percentile), 1 - movingAverageDecay)),
      ),
    dropoutAt: (epoch) => dropouts.findLast(({ from }) => epoch >= Math.round(from * epochs))?.rate ?? 0,
  };
}
