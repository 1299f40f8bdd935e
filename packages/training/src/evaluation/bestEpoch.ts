import type { ClassEvaluation, EpochMetrics, SelectionScore } from './types.ts';

/** A test evaluation and the epoch that it belongs to. */
export type EpochEvaluation = ClassEvaluation & { readonly epoch: number };

/** The test evaluation of the last epoch that has one. */
export function lastEvaluation(epochs: readonly EpochMetrics[]): EpochEvaluation | undefined {
  const last = epochs.findLast(({ test }) => test !== undefined);
  return last === undefined ? undefined : testOf(last);
}

/** The test evaluation of the epoch with the highest score on validation, the first of several. */
export function bestOnValidation(
  epochs: readonly EpochMetrics[],
  score: SelectionScore = 'accuracy',
): EpochEvaluation | undefined {
  return testOfFirstHighest(epochs, ({ validation }) => validation?.[score]);
}

/** Optimistic, since the choice looks at the test set: only for comparison with papers that did the same. */
export function bestOnTest(epochs: readonly EpochMetrics[]): EpochEvaluation | undefined {
  return testOfFirstHighest(epochs, ({ test }) => test?.accuracy);
}

function testOfFirstHighest(
  epochs: readonly EpochMetrics[],
  scoreOf: (metrics: EpochMetrics) => number | undefined,
): EpochEvaluation | undefined {
  let best: EpochMetrics | undefined;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const metrics of epochs) {
    const score = scoreOf(metrics);
    if (score === undefined || metrics.test === undefined || !(score > bestScore)) continue;
    [best, bestScore] = [metrics, score];
  }
  return best === undefined ? undefined : testOf(best);
}

function testOf({ epoch, test }: EpochMetrics): EpochEvaluation | undefined {
  return test === undefined ? undefined : { ...test, epoch };
}
