import { encodePath } from '../artifacts/path.ts';
import { jsonRequest, nothing, type ApiRequest, type Body } from '../transport/request.ts';
import { decodePage, type Page } from '../types/page.ts';
import { listAt, optionalInteger, textAt, type JsonObject } from '../values/json.ts';

/** A file or folder of a run. */
export interface ArtifactInfo {
  /** From the run's root on. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Bytes; 0 for folders. */
  readonly size: number;
}

const PROXY = '/api/2.0/mlflow-artifacts/artifacts/';

/** One level of a run's artifacts; nothing for a path that is no folder. */
export function listArtifacts(runId: string, folder?: string, pageToken?: string): ApiRequest<Page<ArtifactInfo>> {
  return jsonRequest({
    method: 'GET',
    path: 'artifacts/list',
    query: { run_id: runId, path: folder, page_token: pageToken },
    repeatable: true,
    read: (answer) => decodePage(answer, 'files', decodeArtifact),
  });
}

/** Bytes to a path of the artifact server; overwrites, and leaves nothing when cut. */
export function putProxied(server: string, path: string, body: Body): ApiRequest<void> {
  return { method: 'PUT', path: server + PROXY + encodePath(path), body, repeatable: true, read: nothing };
}

/** Bytes at a path of the artifact server. */
export function getProxied(server: string, path: string): ApiRequest<Buffer> {
  return {
    method: 'GET',
    path: server + PROXY + encodePath(path),
    repeatable: true,
    // Before a cloud store a missing file is a 500, for ever.
    permanentStatuses: [500],
    read: ({ bytes }) => bytes,
  };
}

/** Removes a file or folder of the artifact server; a second time it is a 404. */
export function deleteProxied(server: string, path: string): ApiRequest<void> {
  return { method: 'DELETE', path: server + PROXY + encodePath(path), repeatable: false, read: nothing };
}

/** A run's artifact, wherever the server keeps it. */
export function getRunArtifact(runId: string, path: string): ApiRequest<Buffer> {
  return {
    method: 'GET',
    path: '/get-artifact',
    query: { run_uuid: runId, path },
    repeatable: true,
    permanentStatuses: [500],
    read: ({ bytes }) => bytes,
  };
}

/** Bytes through the server to wherever it keeps the run's artifacts; not empty, at most 10 MiB. */
export function postRunArtifact(runId: string, path: string, body: Body): ApiRequest<void> {
  return {
    method: 'POST',
    path: '/ajax-api/2.0/mlflow/upload-artifact',
    query: { run_uuid: runId, path },
    body: { contentType: 'application/octet-stream', ...body },
    repeatable: true,
    read: nothing,
  };
}

/** A part of a large file, and where it goes. */
export interface UploadPart {
  readonly url: string;
  readonly partNumber: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** An upload in parts that has begun. */
export interface MultipartUpload {
  readonly uploadId: string;
  readonly parts: readonly UploadPart[];
}

/** A part that has arrived. */
export interface StoredPart {
  readonly partNumber: number;
  readonly etag: string;
  readonly url: string;
}

/** Begins an upload in parts: `mpu/create`. */
export function createMultipart(folder: string, name: string, parts: number): ApiRequest<MultipartUpload> {
  return multipart('create', folder, { path: name, num_parts: parts }, (answer) => ({
    uploadId: textAt(answer, 'upload_id'),
    parts: listAt(answer, 'credentials').map((credential) => ({
      url: textAt(credential, 'url'),
      partNumber: optionalInteger(credential, 'part_number') ?? 0,
      headers: (credential['headers'] ?? {}) as Record<string, string>,
    })),
  }));
}

/** To the store itself, by a signed address: no other headers than the given ones. */
export function putPart({ url: address, headers }: UploadPart, body: Body): ApiRequest<string> {
  return {
    method: 'PUT',
    path: address,
    headers,
    body,
    repeatable: true,
    read: (answer) => String(answer.headers['etag'] ?? ''),
  };
}

/** Joins the parts: `mpu/complete`. */
export function completeMultipart(
  folder: string,
  name: string,
  uploadId: string,
  parts: readonly StoredPart[],
): ApiRequest<void> {
  const stored = parts.map(({ partNumber, etag, url: address }) => ({ part_number: partNumber, etag, url: address }));
  return multipart('complete', folder, { path: name, upload_id: uploadId, parts: stored }, nothing);
}

/** Throws the parts away: `mpu/abort`. */
export function abortMultipart(folder: string, name: string, uploadId: string): ApiRequest<void> {
  return multipart('abort', folder, { path: name, upload_id: uploadId }, nothing);
}

/** Reads a file or folder of an answer. */
export function decodeArtifact(json: JsonObject): ArtifactInfo {
  return {
    path: textAt(json, 'path'),
    isFolder: json['is_dir'] === true,
    size: optionalInteger(json, 'file_size') ?? 0,
  };
}

function multipart<Answer>(
  step: string,
  folder: string,
  body: JsonObject,
  read: (answer: JsonObject) => Answer,
): ApiRequest<Answer> {
  return jsonRequest({
    path: `/api/2.0/mlflow-artifacts/mpu/${step}/${encodePath(folder)}`,
    body,
    repeatable: false,
    read,
  });
}
