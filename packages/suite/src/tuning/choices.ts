import { contentId } from '../cells/canonicalJson.ts';
import { asJson } from '../cells/cell.ts';
import { epochsOfBudget, type TuningBudget } from './budget.ts';
import { drawTrial } from './drawTrial.ts';
import type { TuningChoice, TuningRecord } from './record.ts';
import type { ScoredTrial } from './scores.ts';
import type { TunedMethod } from './trialAxis.ts';

/**
 * The best trial of the last rung; undefined where none came to an end.
 * @param ranking of the last rung, best first
 */
export function chooseOptions(
  method: TunedMethod,
  budget: TuningBudget,
  ranking: readonly ScoredTrial[],
): TuningChoice | undefined {
  const [best] = ranking;
  if (best?.score === undefined) return undefined;
  const settings = drawTrial(method.space, budget.seed, method.id, best.trial);
  const configured = ranking.find(({ trial }) => trial === 0)?.score;
  return {
    trial: best.trial,
    epochs: epochsOfBudget(budget, method.epochs),
    validation: best.score,
    ...(configured !== undefined && { configured }),
    settings: settings.map(({ path, value }, index) => ({
      option: path.join('.'),
      value: asJson(value),
      configured: asJson(method.space[index]?.current),
    })),
    options: best.trial === 0 ? {} : (asJson(method.options(settings)) as TuningChoice['options']),
  };
}

/** With the choices for other methods that were made with the same budget, in the same way. */
export function withEarlierChoices(own: TuningRecord, earlier: TuningRecord | undefined): TuningRecord {
  if (earlier === undefined || comparable(own) !== comparable(earlier)) return own;
  return { ...own, methods: { ...earlier.methods, ...own.methods } };
}

function comparable({ budget, score, corruptions }: TuningRecord): string {
  return contentId(asJson({ budget, score, corruptions }));
}
