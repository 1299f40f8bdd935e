import type { Json } from '@ballast/core';
import type { RunStatus } from '@ballast/mlflow-ts-client';
import type { CellFailure, CellResult, SuiteResults } from '@ballast/suite/results';
import { digestOfJson } from '../digest.ts';
import { datasetOf, taskOf } from './datasets.ts';
import { methodIdentity } from './methodRun.ts';
import { pointsOfCell, pointsOfEpoch } from './metrics.ts';
import { flatParams } from './params.ts';
import type { RunView } from './runView.ts';
import { commonTags, note } from './tags.ts';

/** One cell: its resolved config, its metrics by epoch, its draw of the data. */
export function cellRun(results: SuiteResults, cell: CellResult, isRunning: boolean): RunView {
  const first = cell.epochs[0];
  const status = statusOf(cell, isRunning);
  return {
    identity: `cell ${cell.name}`,
    parent: methodIdentity(results, cell.method),
    name: [cell.method, cell.corruption, ...Object.values(cell.axes), `seed ${String(cell.seed)}`].join(', '),
    status,
    startTime: first?.time ?? Date.now(),
    endTime: status === 'RUNNING' ? undefined : cell.epochs.at(-1)?.time,
    params: paramsOf(results, cell),
    tags: {
      ...commonTags(cell.stale ? withoutCommit(results) : results),
      'ballast.kind': 'cell',
      'ballast.cell': cell.name,
      'ballast.cell.id': cell.id,
      'ballast.seed': String(cell.seed),
      'ballast.stale': String(cell.stale),
      ...(cell.failure === undefined ? {} : note(failureNote(cell.failure))),
    },
    points: pointsOfCell(cell),
    computation: first === undefined ? undefined : digestOfJson(pointsOfEpoch(first)),
    datasets: () => (cell.status === 'finished' ? [datasetOf(cell)] : []),
  };
}

/** The commit has the code of a cell that is not stale: their digests are equal. */
function withoutCommit(results: SuiteResults): SuiteResults {
  const { commit, ...versions } = results.versions;
  return commit === undefined ? results : { ...results, versions };
}

/** Nothing is known of a cell whose first epoch has not ended. */
export function isBegun({ status, epochs }: CellResult): boolean {
  return status !== 'unfinished' || epochs.length > 0;
}

function statusOf({ status }: CellResult, isRunning: boolean): RunStatus {
  if (status === 'unfinished') return isRunning ? 'RUNNING' : 'KILLED';
  return status === 'finished' ? 'FINISHED' : 'FAILED';
}

/** The names by which people choose cells, then the config, without the grouping that only code needs. */
function paramsOf(
  { name }: SuiteResults,
  { method, corruption, axes, seed, config }: CellResult,
): Record<string, string> {
  const settings = config as Readonly<Record<string, Json>> | null;
  return {
    ...flatParams({ ...taskOf(config), ...settings, task: null }),
    ...flatParams({ suite: name, method, corruption, ...axes, seed }),
  };
}

function failureNote({ message, rerun, logTail }: CellFailure): string {
  return `**Failed:** ${message}\n\nRun it again: \`${rerun}\`\n\n\`\`\`\n${logTail}\n\`\`\`\n`;
}
