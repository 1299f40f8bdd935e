import { MlflowConnectionError, MlflowServerError, type MlflowError } from '../errors.ts';

/** How often and how long a request is sent again. */
export interface RetryPolicy {
  /** Sends after the first one. */
  readonly retries: number;
  /** The wait before the second retry; the first comes at once, each later one waits twice as long. */
  readonly backoffSeconds: number;
  /** The longest single wait. */
  readonly maximumBackoffSeconds: number;
  /** No retry begins later than this after the first send. */
  readonly totalSeconds: number;
  /** Up to so much is added to each wait, drawn evenly, so that many clients do not come back together. */
  readonly jitterSeconds: number;
}

/** About a minute in all: long enough for a server to restart. */
export const DEFAULT_RETRY: RetryPolicy = {
  retries: 7,
  backoffSeconds: 1,
  maximumBackoffSeconds: 30,
  totalSeconds: 90,
  jitterSeconds: 0.5,
};

/** Send once. */
export const NO_RETRY: RetryPolicy = { ...DEFAULT_RETRY, retries: 0 };

/** What the decision depends on. */
export interface RetryQuestion {
  readonly error: MlflowError;
  readonly repeatable: boolean;
  readonly permanentStatuses?: readonly number[];
  /** Retries made so far. */
  readonly retriesMade: number;
  readonly elapsedSeconds: number;
  /** Of the answer, where it had one. */
  readonly retryAfterSeconds?: number | undefined;
  /** In [0, 1). */
  readonly draw: number;
}

/** Seconds to wait before the next send, or undefined: give up. */
export function retryDelay(question: RetryQuestion, policy: RetryPolicy): number | undefined {
  if (question.retriesMade >= policy.retries || !isRetryable(question)) return undefined;
  const delay = question.retryAfterSeconds ?? backoff(question, policy);
  return question.elapsedSeconds + delay <= policy.totalSeconds ? delay : undefined;
}

const TRANSIENT_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
];

/** Answers that another try may better. */
const TRANSIENT = [408, 429, 500, 502, 503, 504];
/** Answers that say: it was not carried out. */
const NOT_EXECUTED = [408, 429];

/** Whether a failed request may, and should, be sent again. */
export function isRetryable({
  error,
  repeatable,
  permanentStatuses = [],
}: Pick<RetryQuestion, 'error' | 'repeatable' | 'permanentStatuses'>): boolean {
  if (error instanceof MlflowConnectionError)
    return TRANSIENT_CODES.includes(error.code) && (repeatable || !error.mayHaveBeenExecuted);
  if (!(error instanceof MlflowServerError)) return false;
  if (permanentStatuses.includes(error.status) || isPermanent(error)) return false;
  return (repeatable ? TRANSIENT : NOT_EXECUTED).includes(error.status);
}

/** `Retry-After`: seconds, or a date. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const seconds = /^\s*\d+\s*$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

function backoff({ retriesMade, draw }: RetryQuestion, policy: RetryPolicy): number {
  // Most first failures are a connection that went stale; a wait would help none of them.
  if (retriesMade === 0) return 0;
  return (
    Math.min(policy.backoffSeconds * 2 ** (retriesMade - 1), policy.maximumBackoffSeconds) + draw * policy.jitterSeconds
  );
}

/** What the server's configuration decides does not get better by waiting. */
function isPermanent({ code, serverMessage }: MlflowServerError): boolean {
  return code === 'FEATURE_DISABLED' || /^Endpoint: .* disabled (due to|because)/.test(serverMessage);
}
