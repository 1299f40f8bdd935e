import type { DescribedPhase, JointPlan, Sharing, SuitePlan } from '@ballast/suite';
import { counted } from './counted.ts';

/** What runs of one suite or several would do, for people. */
export function describePlans({ plans, sharing }: JointPlan): string {
  if (plans.length === 1) return plans.map(describePlan).join('');
  const phases = plans.flatMap((plan) => plan.phases);
  const own = phases.filter(({ elsewhere }) => elsewhere === null).length;
  return [
    ...plans.map((plan) => `${plan.suite}:\n${describePlan(plan)}\n`),
    `Together: ${String(plans.length)} suites with ${String(sumOf(plans, ({ cells }) => cells.length))} cells and ` +
      `${String(sumOf(phases, ({ cells }) => cells.length))} phases, ${String(own)} of them to be computed once for all.`,
    describeSaving(sharing),
  ].join('\n');
}

/** One suite's plan as it is; of several an object. */
export function planAsJson({ plans, sharing }: JointPlan): string {
  return JSON.stringify(plans.length === 1 ? plans[0] : { plans, sharing });
}

function describePlan(plan: SuitePlan): string {
  const width = Math.max(...plan.cells.map(({ name }) => name.length));
  const cells = plan.cells.map(({ name, status, phases }) => `  ${name.padEnd(width)}  ${status.padEnd(10)}  ${timeOfCell(plan, phases, status)}`.trimEnd()); // prettier-ignore
  return [...cells, '', ...describeSharing(plan), ...describeTime(plan)].join('\n');
}

function timeOfCell(plan: SuitePlan, own: readonly string[], status: string): string {
  if (status === 'finished' || status === 'stale') return '';
  const seconds = sumSeconds(openPhases(plan).filter(({ name }) => own.includes(name)));
  return seconds === undefined ? 'time unknown' : `about ${duration(seconds)}`;
}

/** What is neither finished nor taken over. */
function openPhases({ phases }: SuitePlan): DescribedPhase[] {
  return phases.filter(({ status, elsewhere }) => status === 'unfinished' && elsewhere === null);
}

function describeSharing({ phases, cells, sharing }: SuitePlan): string[] {
  const shared = phases.filter((phase) => phase.cells.length > 1);
  const suites = [...new Set(phases.flatMap(({ elsewhere }) => elsewhere ?? []))];
  const rows = sumOf(cells, (cell) => cell.phases.length);
  const counts = `${counted(cells.length, 'cell')} with ${counted(rows, 'phase')}, ${String(phases.length)} of them different.`;
  if (shared.length + suites.length === 0) return [counts, 'No two cells share a phase.'];
  return [
    counts,
    ...(shared.length > 0 ? ['Shared:'] : []),
    ...shared.map(({ name, cells: having }) => `  ${name}  by ${counted(having.length, 'cell')}`),
    ...(suites.length > 0 ? ['Taken over from other suites:'] : []),
    ...suites.map(
      (suite) => `  ${counted(phases.filter(({ elsewhere }) => elsewhere === suite).length, 'phase')} of ${suite}`,
    ),
    describeSaving(sharing),
  ];
}

function describeSaving({ saved, unit }: Sharing): string {
  return `Sharing saves ${percent(saved)} of the compute (counted in ${unit === 'seconds' ? 'estimated time' : 'epochs'}).`;
}

/** What remains, and what the estimate rests on. */
function describeTime(plan: SuitePlan): string[] {
  const { processes } = plan;
  const open = openPhases(plan);
  if (open.length === 0) return ['Nothing is left to compute.'];
  const known = open.filter(({ estimatedSeconds }) => estimatedSeconds !== null);
  const unknown = open.length - known.length;
  const left = `${counted(open.length, 'phase')} left to compute`;
  if (known.length === 0) return [`${left}. How long they take is unknown: nothing like them has been finished here.`];
  const seconds = (sumSeconds(known) ?? 0) / Math.min(processes, open.length);
  const rough = known.filter(({ estimatedFrom }) => estimatedFrom === 'same-model').length;
  const parts = [
    `${left}: about ${duration(seconds)} in ${String(processes)} ${processes === 1 ? 'process' : 'processes'}`,
    'by what finished phases took',
    ...(rough === 0 ? [] : [`roughly for ${String(rough)} of them, by other methods on this data and model`]),
    ...(unknown === 0 ? [] : [`without ${counted(unknown, 'phase')} of which nothing is known`]),
  ];
  return [`${parts.join(', ')}.`];
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

/** Undefined where one of them is unknown. */
function sumSeconds(phases: readonly DescribedPhase[]): number | undefined {
  let sum = 0;
  for (const { estimatedSeconds } of phases) {
    if (estimatedSeconds === null) return undefined;
    sum += estimatedSeconds;
  }
  return sum;
}

function duration(seconds: number): string {
  if (seconds < 90) return `${String(Math.max(1, Math.round(seconds)))} s`;
  if (seconds < 90 * 60) return `${String(Math.round(seconds / 60))} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
