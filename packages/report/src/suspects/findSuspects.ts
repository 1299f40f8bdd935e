import { meanLosses, suggestion, UserError } from '@ballast/core';
import type { SuiteResults } from '@ballast/suite';
import { isFinished, type FinishedCell } from '../grid.ts';
import { rankSuspects, type Evidence, type SeedEvidence, type Suspect } from './rank.ts';

/** Which cells are asked, and how. */
export interface SuspectsChoice {
  /** The method; the first that learned weights without it, else the first that recorded losses. */
  readonly method?: string | undefined;
  readonly corruption?: string | undefined;
  /** Weight and loss alike where both are known, unless given. */
  readonly evidence?: Evidence | undefined;
  /** Samples compete with those of their own given label alone. */
  readonly perClass?: boolean | undefined;
  /** How long the list is. */
  readonly count: number;
}

/** The list and the cells, one a seed, that it was made of. */
export interface Suspects {
  readonly cells: readonly FinishedCell[];
  readonly evidence: Evidence;
  readonly suspects: readonly Suspect[];
}

/** The samples that a suite's results doubt most. @throws UserError when no finished cell has what it takes. */
export function findSuspects(results: SuiteResults, choice: SuspectsChoice): Suspects {
  checkName('method', choice.method, results.methods);
  checkName('corruption', choice.corruption, results.corruptions);
  const cells = results.cells.filter(isFinished).filter(({ method, corruption }) => {
    return method === (choice.method ?? method) && corruption === (choice.corruption ?? corruption);
  });
  const asked =
    cells.find((cell) => has(cell, 'sampleWeights')) ?? cells.find((cell) => cell.lossCurves() !== undefined);
  if (asked === undefined) throw nothingToAsk(results);
  const group = cells.filter((cell) => settingOf(cell) === settingOf(asked));
  const seeds = group.map(evidenceOf);
  const evidence = choice.evidence ?? usualEvidence(seeds);
  requireEvidence(seeds, evidence, results.name);
  const { count, perClass } = choice;
  return { cells: group, evidence, suspects: rankSuspects(seeds, { evidence, perClass, count }) };
}

function has(cell: FinishedCell, name: string): boolean {
  return cell.array(name) !== undefined;
}

function settingOf({ method, corruption, axes }: FinishedCell): string {
  return JSON.stringify([method, corruption, axes]);
}

function evidenceOf(cell: FinishedCell): SeedEvidence {
  const curves = cell.lossCurves();
  return {
    indices: cell.array('indices')?.data ?? [],
    givenLabels: cell.array('givenLabels')?.data ?? [],
    suggestedLabels: cell.array('suggestedLabels')?.data,
    weights: cell.array('sampleWeights')?.data,
    losses: curves && meanLosses(curves),
  };
}

function usualEvidence(seeds: readonly SeedEvidence[]): Evidence {
  if (seeds.some(({ weights }) => weights === undefined)) return 'loss';
  return seeds.some(({ losses }) => losses === undefined) ? 'weight' : 'both';
}

function requireEvidence(seeds: readonly SeedEvidence[], evidence: Evidence, where: string): void {
  const lacks = (name: 'weights' | 'losses'): boolean => seeds.some((seed) => seed[name] === undefined);
  const needs = { weight: lacks('weights'), loss: lacks('losses'), both: lacks('weights') || lacks('losses') };
  if (!needs[evidence]) return;
  throw new UserError({
    what: `this method did not store what \`--by ${evidence}\` needs.`,
    where,
    meant: 'Weights are stored by methods that learn some, losses by probing and by methods of type `plain`.',
    fix: 'Leave --by out, or choose another method with --method.',
  });
}

function nothingToAsk({ name }: SuiteResults): UserError {
  return new UserError({
    what: 'no finished cell stored learned weights or training losses.',
    where: name,
    fix: 'Run the suite with a method of type `meta-reweighting`, or of type `plain` with `recordLossCurves: true`.',
  });
}

function checkName(kind: string, name: string | undefined, known: readonly { readonly id: string }[]): void {
  if (name === undefined || known.some(({ id }) => id === name)) return;
  const names = known.map(({ id }) => id);
  throw new UserError({ what: `there is no ${kind} "${name}".`, where: `--${kind}`, meant: suggestion(name, names) });
}
