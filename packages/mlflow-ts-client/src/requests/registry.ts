import { MlflowInputError } from '../errors.ts';
import { jsonRequest, nothing, type ApiRequest, type HttpMethod, type Query } from '../transport/request.ts';
import { decodeModelVersion, decodeRegisteredModel, type ModelVersion, type RegisteredModel } from '../types/model.ts';
import { decodePage, type Page, type SearchOptions } from '../types/page.ts';
import { tagEntries, type TextRecord } from '../values/entries.ts';
import { objectAt, textAt, type JsonObject } from '../values/json.ts';
import { paramText, type TextSource } from '../values/text.ts';

/** What describes an entry of the registry. */
export interface DescribeOptions {
  readonly description?: string;
  readonly tags?: TextRecord;
}

/** What a new version is made of. */
export interface CreateModelVersionOptions extends DescribeOptions {
  /** `runs:/<run id>/<path>`, `models:/<logged model id>`, or an artifact URI; a server-local path is refused. */
  readonly source: string;
  readonly runId?: string;
  readonly modelId?: string;
}

/** `registered-models/create`. */
export function createRegisteredModel(name: string, options: DescribeOptions = {}): ApiRequest<RegisteredModel> {
  const { description, tags = {} } = options;
  return model('POST', 'create', { body: { name: checkModelName(name), description, tags: tagEntries(tags) } }, false);
}

/** `registered-models/get`. */
export function getRegisteredModel(name: string): ApiRequest<RegisteredModel> {
  return model('GET', 'get', { query: { name } }, true);
}

/** `registered-models/rename`. */
export function renameRegisteredModel(name: string, newName: string): ApiRequest<RegisteredModel> {
  return model('POST', 'rename', { body: { name, new_name: checkModelName(newName) } }, false);
}

/** `registered-models/update`. */
export function updateRegisteredModel(name: string, description: string): ApiRequest<RegisteredModel> {
  return model('PATCH', 'update', { body: { name, description } }, true);
}

/** `registered-models/delete`. */
export function deleteRegisteredModel(name: string): ApiRequest<void> {
  return change('DELETE', 'registered-models/delete', { name }, false);
}

/** One page of `registered-models/search`. */
export function searchRegisteredModels(options: SearchOptions, pageToken?: string): ApiRequest<Page<RegisteredModel>> {
  return search('registered-models', 'registered_models', decodeRegisteredModel, options, pageToken);
}

/** `registered-models/set-tag`. */
export function setRegisteredModelTag(name: string, key: string, value: TextSource): ApiRequest<void> {
  return change('POST', 'registered-models/set-tag', { name, key, value: paramText(value) });
}

/** `registered-models/delete-tag`. */
export function deleteRegisteredModelTag(name: string, key: string): ApiRequest<void> {
  return change('DELETE', 'registered-models/delete-tag', { name, key });
}

/** `POST registered-models/alias`. */
export function setAlias(name: string, alias: string, version: string): ApiRequest<void> {
  return change('POST', 'registered-models/alias', { name, alias, version });
}

/** `DELETE registered-models/alias`. */
export function deleteAlias(name: string, alias: string): ApiRequest<void> {
  return change('DELETE', 'registered-models/alias', { name, alias });
}

/** `GET registered-models/alias`. */
export function getVersionByAlias(name: string, alias: string): ApiRequest<ModelVersion> {
  return readVersion('GET', 'registered-models/alias', { query: { name, alias } }, true);
}

/** `model-versions/create`. */
export function createModelVersion(name: string, options: CreateModelVersionOptions): ApiRequest<ModelVersion> {
  const { source, runId, description, tags = {} } = options;
  // The server wants the id beside a source that names it already.
  const modelId = options.modelId ?? /^models:\/(m-[0-9a-f]+)$/.exec(source)?.[1];
  const body = { name, source, run_id: runId, model_id: modelId, description, tags: tagEntries(tags) };
  return readVersion('POST', 'model-versions/create', { body }, false);
}

/** `model-versions/get`. */
export function getModelVersion(name: string, version: string): ApiRequest<ModelVersion> {
  return readVersion('GET', 'model-versions/get', { query: { name, version } }, true);
}

/** `model-versions/update`. */
export function updateModelVersion(name: string, version: string, description: string): ApiRequest<ModelVersion> {
  return readVersion('PATCH', 'model-versions/update', { body: { name, version, description } }, true);
}

/** `model-versions/delete`. */
export function deleteModelVersion(name: string, version: string): ApiRequest<void> {
  return change('DELETE', 'model-versions/delete', { name, version }, false);
}

/** One page of `model-versions/search`. */
export function searchModelVersions(options: SearchOptions, pageToken?: string): ApiRequest<Page<ModelVersion>> {
  return search('model-versions', 'model_versions', decodeModelVersion, options, pageToken);
}

/** `model-versions/set-tag`. */
export function setModelVersionTag(name: string, version: string, key: string, value: TextSource): ApiRequest<void> {
  return change('POST', 'model-versions/set-tag', { name, version, key, value: paramText(value) });
}

/** `model-versions/delete-tag`. */
export function deleteModelVersionTag(name: string, version: string, key: string): ApiRequest<void> {
  return change('DELETE', 'model-versions/delete-tag', { name, version, key });
}

/** `model-versions/get-download-uri`. */
export function getDownloadUri(name: string, version: string): ApiRequest<string> {
  return jsonRequest({
    method: 'GET',
    path: 'model-versions/get-download-uri',
    query: { name, version },
    repeatable: true,
    read: (answer) => textAt(answer, 'artifact_uri'),
  });
}

interface Sent {
  readonly body?: JsonObject;
  readonly query?: Query;
}

function model(method: HttpMethod, path: string, sent: Sent, repeatable: boolean): ApiRequest<RegisteredModel> {
  const read = (answer: JsonObject): RegisteredModel => decodeRegisteredModel(objectAt(answer, 'registered_model'));
  return jsonRequest({ method, path: `registered-models/${path}`, ...sent, repeatable, read });
}

function readVersion(method: HttpMethod, path: string, sent: Sent, repeatable: boolean): ApiRequest<ModelVersion> {
  const read = (answer: JsonObject): ModelVersion => decodeModelVersion(objectAt(answer, 'model_version'));
  return jsonRequest({ method, path, ...sent, repeatable, read });
}

function change(method: HttpMethod, path: string, body: JsonObject, repeatable = true): ApiRequest<void> {
  return jsonRequest({ method, path, body, repeatable, read: nothing });
}

function search<Item>(
  path: string,
  name: string,
  decode: (json: JsonObject) => Item,
  { filter, orderBy, pageSize = 100 }: SearchOptions,
  pageToken: string | undefined,
): ApiRequest<Page<Item>> {
  return jsonRequest({
    method: 'GET',
    path: `${path}/search`,
    query: { filter, order_by: orderBy, max_results: pageSize, page_token: pageToken },
    repeatable: true,
    read: (answer) => decodePage(answer, name, decode),
  });
}

function checkModelName(name: string): string {
  if (name !== '' && !/[/:]/.test(name)) return name;
  throw new MlflowInputError(`A model's name is not empty and has no / or :, unlike ${JSON.stringify(name)}.`);
}
