import { MlflowInputError } from '../errors.ts';
import { jsonRequest, type ApiRequest } from '../transport/request.ts';
import { decodePage, type Page } from '../types/page.ts';
import { decodeMetric } from '../types/run.ts';
import { listAt, textAt } from '../values/json.ts';
import type { Metric } from '../values/metric.ts';
import { checkInteger } from '../values/numbers.ts';

/** A metric's value with the run that it is of. */
export interface RunMetric extends Metric {
  readonly runId: string;
}

/** Which values a chart shows. */
export interface HistoryIntervalOptions {
  /** At most 100. */
  readonly runIds: readonly string[];
  readonly key: string;
  /** Values a run, at most 2500; the server thins out what is more and keeps first and last. */
  readonly maximumPoints?: number;
  readonly steps?: { readonly from: number; readonly to: number };
}

/** All values of a metric, in the server's order: timestamp, step, value. Empty also for a run that nobody knows. */
export function metricHistory(
  runId: string,
  key: string,
  pageSize?: number,
  pageToken?: string,
): ApiRequest<Page<Metric>> {
  return jsonRequest({
    method: 'GET',
    path: 'metrics/get-history',
    query: {
      run_id: runId,
      metric_key: key,
      max_results: pageSize === undefined ? undefined : checkInteger(pageSize, 'pageSize', 0),
      page_token: pageToken,
    },
    repeatable: true,
    read: (answer) => decodePage(answer, 'metrics', decodeMetric),
  });
}

/** One metric of many runs, thinned out for a chart. */
export function metricHistoryInterval(options: HistoryIntervalOptions): ApiRequest<RunMetric[]> {
  const { runIds, key, maximumPoints = 2500, steps } = options;
  if (runIds.length > 100) throw new MlflowInputError('At most 100 runs at once.');
  return jsonRequest({
    method: 'GET',
    path: 'metrics/get-history-bulk-interval',
    query: {
      run_ids: runIds,
      metric_key: key,
      max_results: checkInteger(maximumPoints, 'maximumPoints', 0),
      start_step: steps === undefined ? undefined : checkInteger(steps.from, 'steps.from'),
      end_step: steps === undefined ? undefined : checkInteger(steps.to, 'steps.to'),
    },
    repeatable: true,
    read: (answer) =>
      listAt(answer, 'metrics').map((json) => ({ ...decodeMetric(json), runId: textAt(json, 'run_id') })),
  });
}
