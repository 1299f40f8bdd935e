import {
  definePlugin,
  inject,
  injectable,
  meanLosses,
  PluginOptions,
  positionsByClass,
  UserError,
  type LossCurves,
  type MetaSetSource,
  type MetaSetTask,
} from '@ballast/core';
import { z } from 'zod';
import { lowest, tooFewSamples } from './classes.ts';

const LowLossOptions = z.strictObject({
  perClass: z.int().positive().default(10).meta({ description: 'How many samples of every given class.' }),
  losses: z.enum(['probing', 'current']).default('probing').meta({
    description:
      '`probing`: the mean of the loss curve of a probing phase, the same samples in every epoch; `current`: the loss of the classifier as it is, anew before every epoch.',
  }),
  removedStart: z.int().nonnegative().default(5).meta({
    description: 'How many epochs at the start of a loss curve are left out of its mean.',
  }),
});

/**
 * A pseudo meta set (Jiang et al. 2022, section 4.4): the samples of each given class with the smallest losses. The
 * paper does not say how a curve becomes one number; here it is the mean over the curve's window. Centring curves by
 * class, as CurveNet does, would order the samples of a class in the same way.
 */
@injectable()
class LowLossMetaSet implements MetaSetSource {
  readonly summariseLossCurves?: (curves: LossCurves) => Float32Array;

  constructor(@inject(PluginOptions) private readonly options: z.infer<typeof LowLossOptions>) {
    if (options.losses === 'probing') this.summariseLossCurves = (curves) => meansFrom(curves, options.removedStart);
  }

  draw({ givenLabels, classCount, losses }: MetaSetTask): Int32Array {
    const { perClass } = this.options;
    const classes = positionsByClass(givenLabels, classCount);
    if (classes.some(({ length }) => length <= perClass)) {
      throw tooFewSamples(classes, `\`perClass: ${String(perClass)}\` would leave none of it to train on`);
    }
    return Int32Array.from(classes.flatMap((positions) => lowest(positions, losses, perClass)));
  }
}

/** [N] */
function meansFrom(curves: LossCurves, removedStart: number): Float32Array {
  const { length } = curves;
  if (length <= removedStart) {
    throw new UserError({
      what: `the loss curves have ${String(length)} epochs, and none is left of them after \`removedStart: ${String(removedStart)}\`.`,
      where: 'metaSet',
      fix: 'Probe for more epochs, or remove fewer.',
    });
  }
  return Float32Array.from(meanLosses(curves, removedStart));
}

export const lowLoss = definePlugin({
  kind: 'meta set',
  id: 'low-loss',
  docs: {
    summary: 'The samples of each given class with the smallest losses: a meta set where none is trusted.',
    paper:
      'Jiang, Li, Wang, Huang, Zhang, Xu 2022, Delving into Sample Loss Curve to Embrace Noisy and Imbalanced Data',
  },
  options: LowLossOptions,
  use: LowLossMetaSet,
});
