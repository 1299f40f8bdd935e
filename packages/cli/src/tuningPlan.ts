import type { TuningPlan } from '@ballast/suite/tuning';
import { counted } from './counted.ts';

type SearchRange = TuningPlan['methods'][number]['space'][number]['range'];

/** What tuning would search, and at what cost, for people. */
export async function describeTuning({ budget, methods, settings }: TuningPlan): Promise<string> {
  const { epochsIn, rungsOf } = await import('@ballast/suite/tuning');
  const rungs = rungsOf(budget);
  const described = methods.map(({ id, epochs, space }) => [
    `${id}: ${rungs.map((rung) => `${String(rung.trials)} × ${String(epochsIn(rung, epochs))}`).join(' + ')} epochs`,
    ...space.map(({ path, range, current }) => `    ${path.join('.')}: ${describeRange(range)}, now ${JSON.stringify(current)}`), // prettier-ignore
    ...(space.length === 0 ? ['    nothing to search: its trials are all alike'] : []),
  ]);
  const trainings = rungs.reduce((sum, { trials, share }) => sum + trials * share, 0);
  return [
    ...described.flat(),
    '',
    `The same for every method: ${String(budget.trials)} trials, as long as ${String(Number(trainings.toFixed(2)))} full trainings, in ${counted(settings, 'setting')} with ${counted(budget.seeds.length, 'seed')} of the suite.`,
  ].join('\n');
}

function describeRange(range: SearchRange): string {
  if (range.kind === 'choices') return `one of ${range.values.map((value) => JSON.stringify(value)).join(', ')}`;
  const bounds = `${String(range.low)} to ${String(range.high)}`;
  switch (range.kind) {
    case 'uniform':
      return `uniform from ${bounds}`;
    case 'log-uniform':
      return `log-uniform from ${bounds}`;
    case 'multiples':
      return `times ${bounds}, log-uniform`;
  }
}
