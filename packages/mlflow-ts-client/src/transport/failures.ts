import { STATUS_CODES } from 'node:http';
import { MlflowServerError, type FailedRequest, type MlflowErrorCode } from '../errors.ts';
import { asObject, optionalText } from '../values/json.ts';

const CODES: Readonly<Record<number, MlflowErrorCode>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'ENDPOINT_NOT_FOUND',
  405: 'ENDPOINT_NOT_FOUND',
  429: 'REQUEST_LIMIT_EXCEEDED',
  501: 'NOT_IMPLEMENTED',
  503: 'TEMPORARILY_UNAVAILABLE',
};

const LONGEST_MESSAGE = 2000;

/** The error that an answer stands for, in MLflow's JSON, another JSON (`{"detail"}`), HTML or plain text. */
export function serverError(status: number, body: string, failed: FailedRequest): MlflowServerError {
  const answer = parseAnswer(body);
  const code = answer.code ?? CODES[status] ?? (status >= 500 ? 'INTERNAL_ERROR' : 'BAD_REQUEST');
  const message = answer.message === '' ? (STATUS_CODES[status] ?? 'no message') : answer.message;
  return new MlflowServerError(status, code, message, failed, hintFor(status, message));
}

function parseAnswer(body: string): { code?: string; message: string } {
  const json = parseJson(body);
  const message = optionalText(json, 'message') ?? optionalText(json, 'detail') ?? plainText(body);
  const code = optionalText(json, 'error_code');
  return code === undefined ? { message } : { code, message };
}

function parseJson(body: string): ReturnType<typeof asObject> {
  try {
    return asObject(JSON.parse(body));
  } catch {
    return {};
  }
}

/** The words of an HTML page, or of a text that is none. */
function plainText(body: string): string {
  const words = body
    .slice(0, 20_000)
    .replaceAll(/<(script|style|title)\b[\s\S]*?<\/\1>/gi, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return words.slice(0, LONGEST_MESSAGE);
}

function hintFor(status: number, message: string): string | undefined {
  if (message.includes('Invalid Host header')) {
    return 'The server does not answer to this host name: start it with --allowed-hosts naming it (with its port). Its /health answers all the same.';
  }
  if (message.includes('--no-serve-artifacts')) {
    return 'The server does not hand artifacts on: start it with --serve-artifacts.';
  }
  if (status === 401) return 'Give `authentication`, or set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.';
  if (status === 404 && /not found on the server|Not Found/.test(message)) {
    return 'Is the tracking URI right? A server started with --static-prefix wants it at the end of the URI.';
  }
  return undefined;
}
