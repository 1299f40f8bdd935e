import * as http from 'node:http';
import * as https from 'node:https';
import type { Readable } from 'node:stream';
import type { Body, HttpMethod } from './request.ts';

/** One request on the wire. */
export interface Exchange {
  readonly url: URL;
  readonly method: HttpMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Body | undefined;
  readonly agent: http.Agent | https.Agent | false;
  readonly tls: https.RequestOptions;
  /** Of silence on the line. */
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal | undefined;
  /** Where a success's bytes go; into memory when absent. */
  readonly saveTo?: ((bytes: Readable) => Promise<void>) | undefined;
}

/** What came back. */
export interface ExchangeAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** Why nothing came back. */
export class ExchangeFailure extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly mayHaveBeenExecuted: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Sends one request once and reads its answer. @throws ExchangeFailure */
export async function exchange(request: Exchange): Promise<ExchangeAnswer> {
  const progress = { connected: false };
  try {
    const response = await send(request, progress);
    return await receive(response, request.saveTo);
  } catch (cause) {
    throw asFailure(cause, progress.connected);
  }
}

function send(request: Exchange, progress: { connected: boolean }): Promise<http.IncomingMessage> {
  const { url, method, body, agent, tls, timeoutSeconds, signal } = request;
  return new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:';
    const outgoing = (secure ? https : http).request(url, {
      method,
      agent,
      // Given here, it also covers the time to connect.
      timeout: timeoutSeconds * 1000,
      headers: { ...request.headers, ...bodyHeaders(method, body) },
      ...(signal === undefined ? {} : { signal }),
      ...(secure ? tls : {}),
    });
    outgoing.on('timeout', () => {
      outgoing.destroy(
        Object.assign(new Error(`no sign of life for ${String(timeoutSeconds)} s`), { code: 'ETIMEDOUT' }),
      );
    });
    outgoing.once('socket', (socket) => {
      // From here on bytes may reach the server; before, they surely did not.
      const connected = (): void => void (progress.connected = true);
      if (socket.connecting) socket.once(secure ? 'secureConnect' : 'connect', connected);
      else connected();
    });
    outgoing.once('response', resolve);
    outgoing.on('error', reject);
    sendBody(outgoing, body, reject);
  });
}

function sendBody(outgoing: http.ClientRequest, body: Body | undefined, reject: (error: Error) => void): void {
  const content = body?.open();
  if (content === undefined || Buffer.isBuffer(content)) {
    outgoing.end(content);
    return;
  }
  content.on('error', (error) => {
    outgoing.destroy(error);
    reject(error);
  });
  outgoing.on('close', () => content.destroy());
  content.pipe(outgoing);
}

function bodyHeaders(method: HttpMethod, body: Body | undefined): Record<string, string> {
  if (body === undefined) return method === 'GET' ? {} : { 'Content-Length': '0' };
  return {
    'Content-Length': String(body.bytes),
    ...(body.contentType === undefined ? {} : { 'Content-Type': body.contentType }),
  };
}

async function receive(response: http.IncomingMessage, saveTo: Exchange['saveTo']): Promise<ExchangeAnswer> {
  const status = response.statusCode ?? 0;
  const answer = { status, headers: response.headers };
  if (saveTo !== undefined && status >= 200 && status < 300) {
    await saveTo(response);
    return { ...answer, bytes: Buffer.alloc(0) };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { ...answer, bytes: Buffer.concat(chunks) };
}

function asFailure(cause: unknown, connected: boolean): ExchangeFailure {
  if (cause instanceof ExchangeFailure) return cause;
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'ECONNRESET';
  // Several addresses tried in vain come as one error without words.
  const message = error.message === '' ? code : error.message;
  return new ExchangeFailure(message, code, connected, { cause });
}
