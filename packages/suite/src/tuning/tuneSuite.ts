import { UserError } from '@ballast/core';
import { singleValue } from '../config/layers.ts';
import type { SelectionScore } from '../results/types.ts';
import { isSelected, mayBeSelected } from '../run/chooseCells.ts';
import { openSuite, type OpenSuite } from '../run/openSuite.ts';
import type { RunOptions, RunOutcome } from '../run/runOptions.ts';
import { runSuite } from '../run/runSuite.ts';
import { rungsOf, type TuningBudget } from './budget.ts';
import { chooseOptions, withEarlierChoices } from './choices.ts';
import { readRecord, writeRecord, type TuningRecord } from './record.ts';
import { rankTrials, type ScoredTrial } from './scores.ts';
import { axisValues, trialAxis, tunedMethods, tuningLayer, type PlannedRung, type TunedMethod } from './trialAxis.ts';
import type { SuiteLayer } from './tunedLayer.ts';

export interface TuneOptions extends Omit<RunOptions, 'tuned' | 'layer' | 'parts' | 'only' | 'rerunStale'> {
  readonly budget: Omit<TuningBudget, 'seeds'> & {
    /** How many of the suite's seeds each trial runs with; the first ones. */
    readonly seedCount: number;
  };
}

export interface TuneOutcome {
  /** The last rung's. */
  readonly outcome: RunOutcome;
  /** Undefined where the run was interrupted before all was known. */
  readonly record: TuningRecord | undefined;
  /** Methods of which no trial came to an end. */
  readonly withoutChoice: readonly string[];
}

/** A suite that is to be tuned, and how. */
export interface TuningPlan {
  readonly opened: OpenSuite;
  readonly budget: TuningBudget;
  readonly methods: readonly TunedMethod[];
  /** How many places of the grid each trial runs in: corruptions and values of axes that the arguments leave. */
  readonly settings: number;
}

/** @throws UserError with every mistake in the suite, or what keeps it from being tuned. */
export async function planTuning(
  options: Omit<TuneOptions, 'program' | 'trackers' | 'signal' | 'report'>,
): Promise<TuningPlan> {
  // prettier-ignore
  const opened = await openSuite(options.path, options);
  const { suite, registry, selection } = opened;
  const { seedCount, ...budget } = options.budget;
  requireTunable(opened);
  const methods = tunedMethods(suite, registry).filter(({ id }) => selection['method']?.includes(id) ?? true);
  const settings = suite.variants.flatMap(({ axes, corruptions }) => corruptions.map(({ id }) => ({ ...axes, corruption: id }))); // prettier-ignore
  const selected = settings.filter((setting) => mayBeSelected(setting, selection));
  return { opened, methods, settings: selected.length, budget: { ...budget, seeds: suite.seeds.slice(0, seedCount) } };
}

function requireTunable({ suite: { variants, locate, axes } }: OpenSuite): void {
  if (variants.some(({ data }) => data.validation.fraction === 0)) {
    throw new UserError({
      what: 'options are chosen on a validation split, and this suite has none.',
      where: locate(['data', 'validation']),
      fix: 'Set data.validation.fraction, e.g. to 0.1: in the file, or as an argument of tune and run alike.',
    });
  }
  if (axes.some(({ id }) => id === trialAxis)) {
    throw new UserError({ what: `the axis "${trialAxis}" is that of the trials.`, where: locate(['axes', trialAxis]), fix: 'Call it something else.' }); // prettier-ignore
  }
}

/**
 * Chooses each method's options within the search spaces that its plugins declare, by their score on the noisy
 * validation split alone, with the same budget for every method. Trials are cells of a view of the suite: what is
 * finished is not computed again.
 * @throws UserError like `runSuite`.
 */
export async function tuneSuite({ budget: asked, ...options }: TuneOptions): Promise<TuneOutcome> {
  const plan = await planTuning({ ...options, budget: asked });
  const rungs: RankedRung[] = [];
  for (;;) {
    const planned = [...rungs, nextRung(plan, rungs)];
    const outcome = await runSuite({ ...options, layer: layerOf(plan, planned) });
    const ranked = planned.map((rung) => rank(plan, rung, outcome));
    const isWhole = outcome.results.cells.every((cell) => cell.status !== 'unfinished' || !isSelected(cell, plan.opened.selection)); // prettier-ignore
    if (!isWhole) return { outcome, record: undefined, withoutChoice: [] };
    rungs.splice(0, rungs.length, ...ranked);
    if (rungs.length === rungsOf(plan.budget).length) return conclude(plan, rungs.at(-1), outcome);
  }
}

interface RankedRung extends PlannedRung {
  /** By method, best first. */
  readonly ranking: Readonly<Record<string, readonly ScoredTrial[]>>;
}

/** Every method begins with its trials 0, 1, …; the best of a rung go on to the next. */
function nextRung({ methods, budget }: TuningPlan, rungs: readonly RankedRung[]): PlannedRung {
  const { trials, share } = rungsOf(budget)[rungs.length] ?? { trials: 0, share: 1 };
  const candidates = (id: string): readonly number[] =>
    rungs.at(-1)?.ranking[id]?.map(({ trial }) => trial) ?? Array.from({ length: trials }, (_, trial) => trial);
  const places = Object.fromEntries(methods.map(({ id }) => [id, candidates(id).slice(0, trials)]));
  return { index: rungs.length, trials, share, places };
}

function layerOf({ opened: { suite }, budget, methods }: TuningPlan, rungs: readonly PlannedRung[]): SuiteLayer {
  const layer = tuningLayer(suite, budget, methods, axisValues(rungs, methods, budget));
  return { document: singleValue([], layer, 'ballast tune:'), tuning: 'trials' };
}

function rank({ opened, methods }: TuningPlan, rung: PlannedRung, { results }: RunOutcome): RankedRung {
  const ranking = methods.map(({ id }) => [id, rankTrials(results, opened.selection, rung, id, scoreOf(opened))] as const); // prettier-ignore
  return { ...rung, ranking: Object.fromEntries(ranking) };
}

function scoreOf({ suite }: OpenSuite): SelectionScore {
  return suite.selection.selectBy ?? 'accuracy';
}

function conclude(plan: TuningPlan, last: RankedRung | undefined, outcome: RunOutcome): TuneOutcome {
  const { opened, budget, methods } = plan;
  const chosen = methods.flatMap((method) => {
    const choice = chooseOptions(method, budget, last?.ranking[method.id] ?? []);
    return choice === undefined ? [] : [[method.id, choice] as const];
  });
  const corruptions = opened.selection['corruption'] ?? opened.suite.variants[0].corruptions.map(({ id }) => id);
  const own = { budget, score: scoreOf(opened), corruptions, methods: Object.fromEntries(chosen) };
  const record = withEarlierChoices(own, readRecord(outcome.folder.root));
  writeRecord(outcome.folder.root, record);
  const withoutChoice = methods.map(({ id }) => id).filter((id) => !(id in own.methods));
  return { outcome, record, withoutChoice };
}
