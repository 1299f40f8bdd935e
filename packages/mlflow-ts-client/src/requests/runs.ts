import { MlflowInputError } from '../errors.ts';
import { jsonRequest, nothing, type ApiRequest } from '../transport/request.ts';
import { encodeDatasetInput, type DatasetInput } from '../types/dataset.ts';
import { decodePage, type Page, type SearchOptions, type ViewType } from '../types/page.ts';
import { decodeRun, RUN_STATUSES, type ModelOutput, type Run, type RunStatus } from '../types/run.ts';
import type { Batch } from '../values/batches.ts';
import { tagEntries, type TextRecord } from '../values/entries.ts';
import { objectAt, type JsonObject } from '../values/json.ts';
import { checkKey } from '../values/keys.ts';
import { checkInteger, checkTimestamp } from '../values/numbers.ts';
import { wellFormed, type TextSource } from '../values/text.ts';

/** What a new run begins with. */
export interface CreateRunOptions {
  readonly experimentId: string;
  /** The server invents one when absent. */
  readonly runName?: string;
  /** Milliseconds since 1970; now when absent. */
  readonly startTime?: number;
  /** Who runs it; the interface shows it. */
  readonly userId?: string;
  /** Nests the run under another one, which the server does not check. */
  readonly parentRunId?: string;
  readonly tags?: TextRecord;
}

/** What may change about a run. */
export interface UpdateRunOptions {
  readonly status?: RunStatus;
  /** Milliseconds since 1970. */
  readonly endTime?: number;
  readonly runName?: string;
}

/** Which runs to find. */
export interface SearchRunsOptions extends SearchOptions {
  readonly experimentIds: readonly string[];
  readonly viewType?: ViewType;
}

/** Sent twice, it makes two runs; `Runs.create` is the safe way. */
export function createRun(options: CreateRunOptions): ApiRequest<Run> {
  const { experimentId, runName, startTime = Date.now(), userId, parentRunId, tags = {} } = options;
  const known: TextRecord = {
    ...(userId === undefined ? {} : { 'mlflow.user': userId }),
    ...(parentRunId === undefined ? {} : { 'mlflow.parentRunId': parentRunId }),
  };
  return jsonRequest({
    path: 'runs/create',
    body: {
      experiment_id: experimentId,
      // Left out it would be stored as 0, the year 1970.
      start_time: checkTimestamp(startTime, 'startTime'),
      ...(runName === undefined ? {} : { run_name: wellFormed(runName) }),
      ...(userId === undefined ? {} : { user_id: userId }),
      tags: tagEntries({ ...known, ...tags }),
    },
    repeatable: false,
    read: (answer) => decodeRun(objectAt(answer, 'run')),
  });
}

/** `runs/get`. */
export function getRun(runId: string): ApiRequest<Run> {
  return jsonRequest({
    method: 'GET',
    path: 'runs/get',
    query: { run_id: runId },
    repeatable: true,
    read: (answer) => decodeRun(objectAt(answer, 'run')),
  });
}

/** `runs/update`. @throws MlflowInputError for what the server would ignore. */
export function updateRun(runId: string, { status, endTime, runName }: UpdateRunOptions): ApiRequest<void> {
  // The server takes an unknown status for none, and an empty name for none, both without a word.
  if (status !== undefined && !RUN_STATUSES.includes(status)) {
    throw new MlflowInputError(`A run's status is one of ${RUN_STATUSES.join(', ')}; not ${JSON.stringify(status)}.`);
  }
  if (runName === '') throw new MlflowInputError('A run cannot be renamed to nothing.');
  return change('runs/update', {
    run_id: runId,
    status,
    end_time: endTime === undefined ? undefined : checkTimestamp(endTime, 'endTime'),
    run_name: runName === undefined ? undefined : wellFormed(runName),
  });
}

/** One page of `runs/search`. */
export function searchRuns(options: SearchRunsOptions, pageToken?: string): ApiRequest<Page<Run>> {
  return jsonRequest({
    path: 'runs/search',
    body: {
      experiment_ids: options.experimentIds.map(String),
      filter: options.filter,
      order_by: options.orderBy,
      run_view_type: options.viewType ?? 'ACTIVE_ONLY',
      max_results: checkInteger(options.pageSize ?? 1000, 'pageSize', 0),
      page_token: pageToken,
    },
    repeatable: true,
    read: (answer) => decodePage(answer, 'runs', decodeRun),
  });
}

/** `runs/delete`. */
export function deleteRun(runId: string): ApiRequest<void> {
  return change('runs/delete', { run_id: runId });
}

/** `runs/restore`. */
export function restoreRun(runId: string): ApiRequest<void> {
  return change('runs/restore', { run_id: runId });
}

/** Within the server's limits: see `splitBatches`. */
export function logBatch(runId: string, { metrics, params, tags }: Batch): ApiRequest<void> {
  return change('runs/log-batch', { run_id: runId, metrics, params, tags });
}

/** `runs/set-tag`. */
export function setRunTag(runId: string, key: string, value: TextSource): ApiRequest<void> {
  const [tag] = tagEntries({ [key]: value });
  return change('runs/set-tag', { run_id: runId, ...tag });
}

/** `runs/delete-tag`; a second time it is a 404. */
export function deleteRunTag(runId: string, key: string): ApiRequest<void> {
  return change('runs/delete-tag', { run_id: runId, key: checkKey(key) }, false);
}

/** `runs/log-inputs`: datasets and logged models that a run reads. */
export function logInputs(
  runId: string,
  datasets: readonly DatasetInput[],
  modelIds: readonly string[] = [],
): ApiRequest<void> {
  return change('runs/log-inputs', {
    run_id: runId,
    datasets: datasets.map(encodeDatasetInput),
    models: modelIds.map((modelId) => ({ model_id: modelId })),
  });
}

/** `runs/outputs`: logged models that a run made. */
export function logOutputs(runId: string, models: readonly ModelOutput[]): ApiRequest<void> {
  return change('runs/outputs', {
    run_id: runId,
    models: models.map(({ modelId, step }) => ({ model_id: modelId, step: checkInteger(step, 'step') })),
  });
}

function change(path: string, body: JsonObject, repeatable = true): ApiRequest<void> {
  return jsonRequest({ path, body, repeatable, read: nothing });
}
