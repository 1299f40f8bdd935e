import type { DescribedPhase, SuitePlan } from '@ballast/suite';

/** What a run would do, for people. */
export function describePlan(plan: SuitePlan): string {
  const width = Math.max(...plan.cells.map(({ name }) => name.length));
  const cells = plan.cells.map(({ name, status, phases }) => `  ${name.padEnd(width)}  ${status.padEnd(10)}  ${timeOfCell(plan, phases, status)}`); // prettier-ignore
  return [...cells, '', ...describeSharing(plan), ...describeTime(plan)].join('\n');
}

function timeOfCell({ phases }: SuitePlan, own: readonly string[], status: string): string {
  if (status === 'finished' || status === 'stale') return '';
  const open = phases.filter(({ name, status: state }) => own.includes(name) && state === 'unfinished');
  const seconds = sumSeconds(open);
  return seconds === undefined ? 'time unknown' : `about ${duration(seconds)}`;
}

function describeSharing({ phases, cells, sharing }: SuitePlan): string[] {
  const shared = phases.filter((phase) => phase.cells.length > 1);
  const rows = cells.reduce((sum, cell) => sum + cell.phases.length, 0);
  const counts = `${String(cells.length)} cells have ${String(rows)} phases, ${String(phases.length)} of them different.`;
  if (shared.length === 0) return [counts, 'No two cells share a phase.'];
  return [
    counts,
    'Shared:',
    ...shared.map(({ name, cells: having }) => `  ${name}  by ${String(having.length)} cells`),
    `Sharing saves ${percent(sharing.saved)} of the compute (counted in ${sharing.unit === 'seconds' ? 'estimated time' : 'epochs'}).`,
  ];
}

/** What remains, and what the estimate rests on. */
function describeTime({ phases, processes }: SuitePlan): string[] {
  const open = phases.filter(({ status }) => status === 'unfinished');
  if (open.length === 0) return ['Nothing is left to compute.'];
  const known = open.filter(({ estimatedSeconds }) => estimatedSeconds !== null);
  const unknown = open.length - known.length;
  const left = `${String(open.length)} phases are left to compute`;
  if (known.length === 0) return [`${left}. How long they take is unknown: nothing like them has been finished here.`];
  const seconds = (sumSeconds(known) ?? 0) / Math.min(processes, open.length);
  const rough = known.filter(({ estimatedFrom }) => estimatedFrom === 'same-model').length;
  const parts = [
    `${left}: about ${duration(seconds)} in ${String(processes)} ${processes === 1 ? 'process' : 'processes'}`,
    'by what finished phases took',
    ...(rough === 0 ? [] : [`roughly for ${String(rough)} of them, by other methods on this data and model`]),
    ...(unknown === 0 ? [] : [`without ${String(unknown)} phases of which nothing is known`]),
  ];
  return [`${parts.join(', ')}.`];
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
