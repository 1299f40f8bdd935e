import { integerAt, listAt, objectAt, recordAt, textAt, type JsonObject } from '../values/json.ts';
import type { Metric } from '../values/metric.ts';
import { decodeMetric } from './run.ts';

/** A name in the registry, under which versions of a model stand. */
export interface RegisteredModel {
  readonly name: string;
  readonly description: string;
  readonly creationTime: number;
  readonly lastUpdateTime: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Version by alias. */
  readonly aliases: Readonly<Record<string, string>>;
}

/** One version of a registered model. */
export interface ModelVersion {
  readonly name: string;
  /** A whole number, as text. */
  readonly version: string;
  readonly description: string;
  readonly source: string;
  readonly runId: string;
  readonly modelId: string;
  readonly status: string;
  readonly creationTime: number;
  readonly lastUpdateTime: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly aliases: readonly string[];
}

/** Whether the files of a logged model are there. */
export const LOGGED_MODEL_STATUSES = ['PENDING', 'READY', 'UPLOAD_FAILED'] as const;
/** One of {@link LOGGED_MODEL_STATUSES}. */
export type LoggedModelStatus = (typeof LOGGED_MODEL_STATUSES)[number];

/** MLflow 3: a model that a run made, with files, params and metrics of its own. */
export interface LoggedModel {
  readonly modelId: string;
  readonly experimentId: string;
  readonly name: string;
  readonly modelType: string;
  readonly sourceRunId: string;
  readonly artifactUri: string;
  readonly status: LoggedModelStatus;
  readonly creationTime: number;
  readonly lastUpdateTime: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: readonly Metric[];
}

/** Reads a registered model of an answer. */
export function decodeRegisteredModel(json: JsonObject): RegisteredModel {
  const aliases = listAt(json, 'aliases').map((item) => [textAt(item, 'alias'), textAt(item, 'version')]);
  return {
    name: textAt(json, 'name'),
    description: textAt(json, 'description'),
    creationTime: integerAt(json, 'creation_timestamp'),
    lastUpdateTime: integerAt(json, 'last_updated_timestamp'),
    tags: recordAt(json, 'tags'),
    aliases: Object.fromEntries(aliases) as Record<string, string>,
  };
}

/** Reads a model version of an answer. */
export function decodeModelVersion(json: JsonObject): ModelVersion {
  const aliases = json['aliases'];
  return {
    name: textAt(json, 'name'),
    version: textAt(json, 'version'),
    description: textAt(json, 'description'),
    source: textAt(json, 'source'),
    runId: textAt(json, 'run_id'),
    modelId: textAt(json, 'model_id'),
    status: textAt(json, 'status'),
    creationTime: integerAt(json, 'creation_timestamp'),
    lastUpdateTime: integerAt(json, 'last_updated_timestamp'),
    tags: recordAt(json, 'tags'),
    aliases: Array.isArray(aliases) ? aliases.map(String) : [],
  };
}

/** Reads a logged model of an answer. */
export function decodeLoggedModel(json: JsonObject): LoggedModel {
  const info = objectAt(json, 'info');
  const data = objectAt(json, 'data');
  const status = textAt(info, 'status').replace('LOGGED_MODEL_', '');
  return {
    modelId: textAt(info, 'model_id'),
    experimentId: textAt(info, 'experiment_id'),
    name: textAt(info, 'name'),
    modelType: textAt(info, 'model_type'),
    sourceRunId: textAt(info, 'source_run_id'),
    artifactUri: textAt(info, 'artifact_uri'),
    status: LOGGED_MODEL_STATUSES.find((known) => known === status) ?? 'PENDING',
    creationTime: integerAt(info, 'creation_timestamp_ms'),
    lastUpdateTime: integerAt(info, 'last_updated_timestamp_ms'),
    tags: recordAt(info, 'tags'),
    params: recordAt(data, 'params'),
    metrics: listAt(data, 'metrics').map(decodeMetric),
  };
}
