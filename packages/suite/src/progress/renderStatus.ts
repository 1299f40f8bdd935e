import type { ActivePhase, SuiteStatus } from './status.ts';

/** Lines for a person: how far the suite is, who runs it, and each phase that runs or waits in a queue. */
export function renderStatus({ suite, finished, failed, unfinished, runner, active, problem }: SuiteStatus): string {
  const total = finished + failed + unfinished;
  const counts = [
    `${suite}: ${String(finished)} of ${String(total)} cells done`,
    ...(failed === 0 ? [] : [`${String(failed)} failed`]),
  ];
  const running =
    runner === undefined
      ? unfinished === 0
        ? []
        : ['No process runs the suite: ballast run goes on with it.']
      : [`Run by process ${String(runner.pid)} on ${runner.host}.`];
  const silent = problem === undefined ? [] : [`The cluster's queue is not known: ${problem}`];
  return [counts.join(', '), ...running, ...silent, ...active.map(renderPhase)].join('\n');
}

/** `curvenet__flip2__seed0  allocating  epoch 12/60  job 81_3 RUNNING on node7`. */
function renderPhase({ cell, phase, epochsDone, epochs, holder, job }: ActivePhase): string {
  const shownCell = cell.replace(/__[0-9a-f]{10}$/, '');
  const progress = epochs === undefined ? 'epoch 0' : `epoch ${String(epochsDone)}/${String(epochs)}`;
  const process = holder === undefined ? [] : [`process ${String(holder.pid)} on ${holder.host}`];
  const place = job === undefined ? process : [renderJob(job)];
  return [`  ${shownCell}`, phase, progress, ...place].join('  ');
}

function renderJob({ job, state, reason, node }: NonNullable<ActivePhase['job']>): string {
  if (node !== '') return `job ${job} ${state} on ${node}`;
  return `job ${job} ${state}${reason === '' || reason === 'None' ? '' : ` (${reason})`}`;
}
