import { dirname } from 'node:path';
import { planSuite, type PlanOptions } from './planSuite.ts';
import { sharingOf, type Sharing, type SuitePlan } from './suitePlan.ts';

/** What runs of several suites, one after another, would do. */
export interface JointPlan {
  /** In the order in which they run. */
  readonly plans: readonly SuitePlan[];
  /** Among all of their cells. */
  readonly sharing: Sharing;
}

/**
 * Plans suites of which each takes over what those before it have computed.
 * @throws UserError with every mistake in one of the suites that shows without its data set.
 */
export async function planTogether(
  paths: readonly string[],
  options: Omit<PlanOptions, 'path'> = {},
): Promise<JointPlan> {
  const plans: SuitePlan[] = [];
  const owners = new Map<string, string>();
  for (const path of paths) {
    const plan = takingOver(await planSuite({ ...options, path }), owners);
    for (const { id } of plan.phases) owners.set(placeOf(plan, id), owners.get(placeOf(plan, id)) ?? plan.suite);
    plans.push(plan);
  }
  return { plans, sharing: sharingOf(plans.flatMap(({ phases }) => phases)) };
}

/** @param owners the first suite that has a phase, by the phase's place. */
function takingOver(plan: SuitePlan, owners: ReadonlyMap<string, string>): SuitePlan {
  const phases = plan.phases.map((phase) => ({
    ...phase,
    elsewhere: owners.get(placeOf(plan, phase.id)) ?? phase.elsewhere,
  }));
  return { ...plan, phases, sharing: sharingOf(phases) };
}

/** Suites take over from those whose results stand beside theirs. */
function placeOf({ store }: SuitePlan, phase: string): string {
  return `${dirname(store)} ${phase}`;
}
