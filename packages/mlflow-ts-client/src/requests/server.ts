import { jsonRequest, type ApiRequest } from '../transport/request.ts';
import { textAt } from '../values/json.ts';

/** What a server (3.x) says of itself. */
export interface ServerInfo {
  readonly storeType: string;
  readonly workspaces: boolean;
  readonly multipartUploads: boolean;
}

/** `server-info` of MLflow 3. */
export function serverInfo(): ApiRequest<ServerInfo> {
  return jsonRequest({
    method: 'GET',
    path: '/api/3.0/mlflow/server-info',
    repeatable: true,
    read: (answer) => ({
      storeType: textAt(answer, 'store_type'),
      workspaces: answer['workspaces_enabled'] === true,
      multipartUploads: answer['multipart_uploads_enabled'] === true,
    }),
  });
}

/** `/version`. */
export function serverVersion(): ApiRequest<string> {
  return { method: 'GET', path: '/version', repeatable: true, read: ({ bytes }) => bytes.toString('utf8').trim() };
}

/** Open to everybody: says nothing about credentials, nor about allowed host names. */
export function serverHealth(): ApiRequest<string> {
  return { method: 'GET', path: '/health', repeatable: true, read: ({ bytes }) => bytes.toString('utf8').trim() };
}
