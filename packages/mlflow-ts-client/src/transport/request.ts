import type { Readable } from 'node:stream';
import { jsonText } from '../values/text.ts';
import { asObject, type JsonObject } from '../values/json.ts';

/** The methods that the interface uses. */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What may follow the `?`; a list repeats its name, undefined is left out. */
export type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Bytes to send, in a form that can be sent again. */
export interface Body {
  readonly contentType?: string;
  readonly bytes: number;
  /** Called once an attempt. */
  readonly open: () => Buffer | Readable;
}

/** One call, as data: what is sent, how its answer is read, and whether it may be sent twice. */
export interface ApiRequest<Answer> {
  readonly method: HttpMethod;
  /** Below the tracking URI (`/api/2.0/mlflow/runs/get`), or a whole URL elsewhere. */
  readonly path: string;
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
  /** Sent twice, it does what it does once; so it may follow a failure of which nobody knows whether it did. */
  readonly repeatable: boolean;
  /** Statuses that stay what they are however often one asks. */
  readonly permanentStatuses?: readonly number[];
  readonly read: (answer: RawAnswer) => Answer;
}

/** An answer with a success status. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
}

const API = '/api/2.0/mlflow/';

/** What sets one call of the JSON interface apart from the others. */
export interface JsonCall<Answer> {
  readonly method?: HttpMethod;
  /** Below `/api/2.0/mlflow/`, or from the root when it begins with a slash. */
  readonly path: string;
  readonly query?: Query;
  readonly body?: JsonObject;
  readonly repeatable: boolean;
  readonly read: (answer: JsonObject) => Answer;
}

/** A call whose body and answer are JSON; POST where nothing else is said. */
export function jsonRequest<Answer>(call: JsonCall<Answer>): ApiRequest<Answer> {
  const { method = 'POST', path, query, body, repeatable, read } = call;
  return {
    method,
    path: path.startsWith('/') ? path : API + path,
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body: jsonBody(body) }),
    repeatable,
    read: (answer) => read(parseObject(answer)),
  };
}

/** For calls that answer with nothing. */
export function nothing(): void {
  return undefined;
}

/** A JSON body with its length: the server reads a chunked one as empty. */
export function jsonBody(body: JsonObject): Body {
  return bytesBody(Buffer.from(jsonText(body)), 'application/json');
}

/** Bytes in memory as a body. */
export function bytesBody(bytes: Buffer, contentType?: string): Body {
  return { bytes: bytes.length, open: () => bytes, ...(contentType === undefined ? {} : { contentType }) };
}

/** The URL of a request. */
export function requestUrl(
  trackingUri: string,
  { path, query = {} }: Pick<ApiRequest<unknown>, 'path' | 'query'>,
): URL {
  const url = new URL(path.startsWith('/') ? trackingUri + path : path);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [String(value)]) {
      url.searchParams.append(name, one);
    }
  }
  return url;
}

function parseObject({ bytes }: RawAnswer): JsonObject {
  const text = bytes.toString('utf8');
  if (text.trim() === '') return {};
  return asObject(JSON.parse(text));
}
