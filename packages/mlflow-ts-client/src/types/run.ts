import { integerAt, listAt, objectAt, optionalInteger, optionalText, recordAt, textAt } from '../values/json.ts';
import type { JsonObject } from '../values/json.ts';
import { decodeNumber } from '../values/numbers.ts';
import type { Metric } from '../values/metric.ts';
import { decodeStage, type LifecycleStage } from './experiment.ts';
import { decodeDatasetInput, type LoggedDatasetInput } from './dataset.ts';

/** What a run may be doing, or how it ended. */
export const RUN_STATUSES = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;
/** One of {@link RUN_STATUSES}. */
export type RunStatus = (typeof RUN_STATUSES)[number];

/** What a run is. */
export interface RunInfo {
  readonly runId: string;
  readonly runName: string;
  readonly experimentId: string;
  readonly userId: string;
  readonly status: RunStatus;
  /** Milliseconds since 1970. */
  readonly startTime: number;
  /** Absent while nobody has set it. */
  readonly endTime?: number;
  readonly artifactUri: string;
  readonly lifecycleStage: LifecycleStage;
}

/** A logged model that a run made, at a step. */
export interface ModelOutput {
  readonly modelId: string;
  readonly step: number;
}

/** A run with what was logged to it. */
export interface Run {
  readonly info: RunInfo;
  /** The last value of each metric: the one with the largest step, then timestamp, then value. */
  readonly metrics: readonly Metric[];
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly datasets: readonly LoggedDatasetInput[];
  readonly modelInputs: readonly string[];
  readonly modelOutputs: readonly ModelOutput[];
}

/** Reads a run of an answer. */
export function decodeRun(json: JsonObject): Run {
  const data = objectAt(json, 'data');
  const inputs = objectAt(json, 'inputs');
  return {
    info: decodeInfo(objectAt(json, 'info')),
    metrics: listAt(data, 'metrics').map(decodeMetric),
    params: recordAt(data, 'params'),
    tags: recordAt(data, 'tags'),
    datasets: listAt(inputs, 'dataset_inputs').map(decodeDatasetInput),
    modelInputs: listAt(inputs, 'model_inputs').map((input) => textAt(input, 'model_id')),
    modelOutputs: listAt(objectAt(json, 'outputs'), 'model_outputs').map((output) => ({
      modelId: textAt(output, 'model_id'),
      step: integerAt(output, 'step'),
    })),
  };
}

/** Reads a value of a metric of an answer. */
export function decodeMetric(json: JsonObject): Metric {
  return {
    key: textAt(json, 'key'),
    value: decodeNumber(json['value']),
    timestamp: integerAt(json, 'timestamp'),
    step: integerAt(json, 'step'),
    ...optional('modelId', optionalText(json, 'model_id')),
    ...optional('datasetName', optionalText(json, 'dataset_name')),
    ...optional('datasetDigest', optionalText(json, 'dataset_digest')),
  };
}

function decodeInfo(json: JsonObject): RunInfo {
  const status = textAt(json, 'status');
  const endTime = optionalInteger(json, 'end_time');
  return {
    runId: textAt(json, 'run_id'),
    runName: textAt(json, 'run_name'),
    experimentId: textAt(json, 'experiment_id'),
    userId: textAt(json, 'user_id'),
    status: RUN_STATUSES.find((known) => known === status) ?? 'RUNNING',
    startTime: integerAt(json, 'start_time'),
    ...(endTime === undefined || endTime === 0 ? {} : { endTime }),
    artifactUri: textAt(json, 'artifact_uri'),
    lifecycleStage: decodeStage(json),
  };
}

function optional<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  return value === undefined || value === '' ? {} : ({ [name]: value } as Partial<Record<Name, string>>);
}
