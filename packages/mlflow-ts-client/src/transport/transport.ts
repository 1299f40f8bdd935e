import * as http from 'node:http';
import * as https from 'node:https';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { MlflowConnectionError, MlflowError, MlflowResponseError, type FailedRequest } from '../errors.ts';
import { authorizationHeader } from './authentication.ts';
import { exchange, ExchangeFailure, type ExchangeAnswer } from './exchange.ts';
import { serverError } from './failures.ts';
import { MAXIMUM_REDIRECTS, redirectTarget } from './redirect.ts';
import { requestUrl, type ApiRequest } from './request.ts';
import { parseRetryAfter, retryDelay } from './retry.ts';
import type { TransportOptions } from './options.ts';

/** How one call may differ from the client's settings. */
export interface CallOptions {
  /** Ends the call, its retries and waits. */
  readonly signal?: AbortSignal | undefined;
  /** Where the bytes of a success go; the answer then holds none. Called again when the call is. */
  readonly saveTo?: (bytes: Readable) => Promise<void>;
}

/** The server closes idle connections after 5 s without a warning; ours are let go before. */
const IDLE_SECONDS = 3;

/** Sends requests, again where that is safe, and turns failures into this package's errors. */
export class Transport {
  private readonly agents: { readonly http: http.Agent; readonly https: https.Agent };

  constructor(readonly options: TransportOptions) {
    const settings = { keepAlive: true, timeout: IDLE_SECONDS * 1000, maxSockets: options.maximumConnections };
    this.agents = { http: new http.Agent(settings), https: new https.Agent({ ...settings, ...options.tls }) };
  }

  /** The answer of a request. @throws MlflowServerError, MlflowConnectionError, MlflowResponseError */
  async call<Answer>(request: ApiRequest<Answer>, callOptions: CallOptions = {}): Promise<Answer> {
    const started = performance.now();
    for (let retriesMade = 0; ; retriesMade += 1) {
      const outcome = await this.attempt(request, callOptions, retriesMade + 1);
      if (!('error' in outcome)) return outcome.answer;
      const delay = retryDelay(
        { ...request, ...outcome, retriesMade, elapsedSeconds: (performance.now() - started) / 1000, draw: draw() },
        this.options.retry,
      );
      if (delay === undefined || callOptions.signal?.aborted === true) throw outcome.error;
      await this.wait(delay, outcome.error, callOptions.signal);
    }
  }

  /** Lets go of idle connections. The client may be used again. */
  close(): void {
    this.agents.http.destroy();
    this.agents.https.destroy();
  }

  private async attempt<Answer>(
    request: ApiRequest<Answer>,
    callOptions: CallOptions,
    attempts: number,
  ): Promise<{ answer: Answer } | { error: MlflowError; retryAfterSeconds?: number | undefined }> {
    const failed: FailedRequest = { request: `${request.method} ${request.path}`, attempts };
    try {
      const answer = await this.follow(request, callOptions);
      if (answer.status >= 200 && answer.status < 300) return { answer: readAnswer(request, answer, failed) };
      const retryAfterSeconds = parseRetryAfter(answer.headers['retry-after'], Date.now());
      return { error: answerError(answer, failed), retryAfterSeconds };
    } catch (error) {
      if (error instanceof MlflowError) return { error };
      if (!(error instanceof ExchangeFailure)) throw error;
      const { message, code, mayHaveBeenExecuted, cause } = error;
      return { error: new MlflowConnectionError(message, code, mayHaveBeenExecuted, failed, { cause }) };
    }
  }

  private async follow(request: ApiRequest<unknown>, callOptions: CallOptions): Promise<ExchangeAnswer> {
    let url = requestUrl(this.options.trackingUri, request);
    for (let hops = 0; ; hops += 1) {
      const answer = await this.exchange(url, request, callOptions);
      const next = redirectTarget(request.method, answer.status, answer.headers.location, url);
      if (next === undefined || hops === MAXIMUM_REDIRECTS) return answer;
      url = next;
    }
  }

  private exchange(url: URL, request: ApiRequest<unknown>, { signal, saveTo }: CallOptions): Promise<ExchangeAnswer> {
    const { tls, timeoutSeconds } = this.options;
    return exchange({
      url,
      method: request.method,
      headers: { ...this.headersFor(url), ...request.headers },
      body: request.body,
      // What must not be sent twice never travels on a connection that may have gone stale.
      agent: request.repeatable ? this.agents[url.protocol === 'https:' ? 'https' : 'http'] : false,
      tls,
      timeoutSeconds,
      signal,
      saveTo,
    });
  }

  /** Credentials and own headers are for the tracking server alone. */
  private headersFor(url: URL): Record<string, string> {
    const { trackingUri, authentication, workspace, headers } = this.options;
    if (url.origin !== new URL(trackingUri).origin) return {};
    return {
      ...(authentication === undefined ? {} : { Authorization: authorizationHeader(authentication) }),
      ...(workspace === undefined ? {} : { 'X-MLFLOW-WORKSPACE': workspace }),
      ...headers,
    };
  }

  private async wait(seconds: number, error: MlflowError, signal: AbortSignal | undefined): Promise<void> {
    this.options.onRetry?.(error, seconds);
    try {
      await sleep(seconds * 1000, undefined, signal === undefined ? {} : { signal });
    } catch {
      throw error;
    }
  }
}

function readAnswer<Answer>(request: ApiRequest<Answer>, answer: ExchangeAnswer, failed: FailedRequest): Answer {
  try {
    return request.read(answer);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const start = answer.bytes.subarray(0, 120).toString('utf8');
    throw new MlflowResponseError(`expected JSON, got ${JSON.stringify(start)}; is a proxy in between?`, failed);
  }
}

function answerError({ status, headers, bytes }: ExchangeAnswer, failed: FailedRequest): MlflowError {
  if (status >= 300 && status < 400) {
    return new MlflowResponseError(
      `redirected to ${headers.location ?? 'nowhere'}; use that address as the tracking URI.`,
      failed,
    );
  }
  return serverError(status, bytes.toString('utf8'), failed);
}

/** Waits need no seed: they are never part of a result. */
const draw = (): number => randomInt(1 << 30) / (1 << 30);
