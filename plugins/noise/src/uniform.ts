import {
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  type CorruptedLabels,
  type NoiseInjector,
  type NoiseTask,
  type TransitionMatrix,
} from '@ballast/core';
import { z } from 'zod';
import { corruptByMatrix, matrixOf } from './matrixNoise.ts';
import { Rate } from './rate.ts';

const Options = z.strictObject({
  rate: Rate.describe('Probability of a new label; whether that may be the old one depends on the variant.'),
  variant: z
    .enum(['including-self', 'excluding-self', 'weighted-by-class-counts', 'excluding-self-weighted-by-class-counts'])
    .default('including-self')
    .describe('Which classes a new label is drawn from, and whether in proportion to their true class counts.'),
});

type UniformOptions = z.infer<typeof Options>;

/** P(j | i) = (1 − rate)·[i = j] + rate · (weight of j among the classes that a new label may be). */
function uniformMatrix({ rate, variant }: UniformOptions, classCounts: readonly number[]): TransitionMatrix {
  const weights = variant.endsWith('weighted-by-class-counts') ? classCounts : classCounts.map(() => 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const excludingSelf = variant.startsWith('excluding-self');
  return matrixOf(classCounts.length, (row, column) => {
    const kept = row === column ? 1 - rate : 0;
    if (!excludingSelf) return kept + (rate * (weights[column] as number)) / total;
    return row === column ? kept : (rate * (weights[column] as number)) / (total - (weights[row] as number));
  });
}

/** A label is replaced by a random one, whatever the true class. */
@injectable()
class UniformNoise implements NoiseInjector {
  constructor(@inject(PluginOptions) private readonly options: UniformOptions) {}

  corrupt(task: NoiseTask): CorruptedLabels {
    return corruptByMatrix(task, uniformMatrix(this.options, task.classCounts));
  }
}

export const uniform = definePlugin({
  kind: 'noise',
  id: 'uniform',
  docs: { summary: 'Replaces a label by one drawn uniformly, or in proportion to the class counts.' },
  options: Options,
  use: UniformNoise,
});
