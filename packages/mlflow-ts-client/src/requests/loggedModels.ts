import { MlflowInputError } from '../errors.ts';
import { jsonRequest, nothing, type ApiRequest } from '../transport/request.ts';
import { decodeLoggedModel, type LoggedModel, type LoggedModelStatus } from '../types/model.ts';
import { decodePage, type Page } from '../types/page.ts';
import { decodeArtifact, type ArtifactInfo } from './artifacts.ts';
import { paramEntries, tagEntries, type TextRecord } from '../values/entries.ts';
import { objectAt } from '../values/json.ts';

/** What a new logged model is. */
export interface CreateLoggedModelOptions {
  readonly experimentId: string;
  /** Without `/ : . % " '`; the server invents one when absent. */
  readonly name?: string;
  readonly modelType?: string;
  readonly sourceRunId?: string;
  readonly params?: TextRecord;
  readonly tags?: TextRecord;
}

/** Which logged models to find. */
export interface SearchLoggedModelsOptions {
  readonly experimentIds: readonly string[];
  readonly filter?: string;
  readonly orderBy?: readonly { readonly field: string; readonly ascending?: boolean }[];
  readonly pageSize?: number;
}

/** `POST logged-models`. */
export function createLoggedModel(options: CreateLoggedModelOptions): ApiRequest<LoggedModel> {
  const { experimentId, name, modelType, sourceRunId, params = {}, tags = {} } = options;
  if (name !== undefined && (name === '' || /[/:.%"']/.test(name))) {
    throw new MlflowInputError(
      `A logged model's name is not empty and has no / : . % " ', unlike ${JSON.stringify(name)}.`,
    );
  }
  return jsonRequest({
    path: 'logged-models',
    body: {
      experiment_id: experimentId,
      name,
      model_type: modelType,
      source_run_id: sourceRunId,
      params: paramEntries(params),
      tags: tagEntries(tags),
    },
    repeatable: false,
    read: (answer) => decodeLoggedModel(objectAt(answer, 'model')),
  });
}

/** `GET logged-models/<id>`. */
export function getLoggedModel(modelId: string): ApiRequest<LoggedModel> {
  return jsonRequest({
    method: 'GET',
    path: at(modelId),
    repeatable: true,
    read: (answer) => decodeLoggedModel(objectAt(answer, 'model')),
  });
}

/** `PATCH logged-models/<id>`. */
export function finalizeLoggedModel(modelId: string, status: LoggedModelStatus): ApiRequest<LoggedModel> {
  return jsonRequest({
    method: 'PATCH',
    path: at(modelId),
    // The id in the path alone is not enough for the server.
    body: { model_id: modelId, status: `LOGGED_MODEL_${status}` },
    repeatable: true,
    read: (answer) => decodeLoggedModel(objectAt(answer, 'model')),
  });
}

/** One page of `logged-models/search`. */
export function searchLoggedModels(
  options: SearchLoggedModelsOptions,
  pageToken?: string,
): ApiRequest<Page<LoggedModel>> {
  const { experimentIds, filter, orderBy, pageSize = 100 } = options;
  return jsonRequest({
    path: 'logged-models/search',
    body: {
      experiment_ids: experimentIds.map(String),
      filter,
      order_by: orderBy?.map(({ field, ascending = true }) => ({ field_name: field, ascending })),
      max_results: pageSize,
      page_token: pageToken,
    },
    repeatable: true,
    read: (answer) => decodePage(answer, 'models', decodeLoggedModel),
  });
}

/** `logged-models/<id>/params`. */
export function logLoggedModelParams(modelId: string, params: TextRecord): ApiRequest<void> {
  return jsonRequest({
    path: at(modelId, 'params'),
    body: { model_id: modelId, params: paramEntries(params) },
    repeatable: true,
    read: nothing,
  });
}

/** `logged-models/<id>/tags`. */
export function setLoggedModelTags(modelId: string, tags: TextRecord): ApiRequest<void> {
  return jsonRequest({
    method: 'PATCH',
    path: at(modelId, 'tags'),
    body: { model_id: modelId, tags: tagEntries(tags) },
    repeatable: true,
    read: nothing,
  });
}

/** `DELETE logged-models/<id>/tags/<key>`. */
export function deleteLoggedModelTag(modelId: string, key: string): ApiRequest<void> {
  return jsonRequest({ method: 'DELETE', path: at(modelId, 'tags', key), repeatable: false, read: nothing });
}

/** `DELETE logged-models/<id>`. */
export function deleteLoggedModel(modelId: string): ApiRequest<void> {
  return jsonRequest({ method: 'DELETE', path: at(modelId), repeatable: false, read: nothing });
}

/** One page of `logged-models/<id>/artifacts/directories`. */
export function listLoggedModelArtifacts(
  modelId: string,
  folder?: string,
  pageToken?: string,
): ApiRequest<Page<ArtifactInfo>> {
  return jsonRequest({
    method: 'GET',
    path: at(modelId, 'artifacts', 'directories'),
    query: { artifact_directory_path: folder, page_token: pageToken },
    repeatable: true,
    read: (answer) => decodePage(answer, 'files', decodeArtifact),
  });
}

function at(...parts: readonly string[]): string {
  return ['logged-models', ...parts.map(encodeURIComponent)].join('/');
}
