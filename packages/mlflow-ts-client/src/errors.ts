/** Codes that the server is known to send; it may send others. */
export type MlflowErrorCode =
  | 'RESOURCE_ALREADY_EXISTS'
  | 'RESOURCE_DOES_NOT_EXIST'
  | 'INVALID_PARAMETER_VALUE'
  | 'BAD_REQUEST'
  | 'UNAUTHENTICATED'
  | 'PERMISSION_DENIED'
  | 'ENDPOINT_NOT_FOUND'
  | 'REQUEST_LIMIT_EXCEEDED'
  | 'INTERNAL_ERROR'
  | 'NOT_IMPLEMENTED'
  | 'FEATURE_DISABLED'
  | 'TEMPORARILY_UNAVAILABLE'
  // Keeps the completion of the names above, and takes any other.
  | (string & Record<never, never>);

/** What every error of this client is, so that one `instanceof` tells them from all others. */
export abstract class MlflowError extends Error {}

/** A value that the server would refuse, cut, or silently store as something else; nothing was sent. */
export class MlflowInputError extends MlflowError {
  override readonly name = 'MlflowInputError';
}

/** What is known of a request that failed. */
export interface FailedRequest {
  /** Such as `POST /api/2.0/mlflow/runs/create`. */
  readonly request: string;
  /** How often it was sent. */
  readonly attempts: number;
}

/** The server answered, and the answer is an error; its text is kept also when it is not JSON. */
export class MlflowServerError extends MlflowError {
  override readonly name = 'MlflowServerError';

  constructor(
    /** HTTP status. */
    readonly status: number,
    /** The server's code, or the one that the status stands for where the answer is not MLflow's JSON. */
    readonly code: MlflowErrorCode,
    /** The server's own words, without markup. */
    readonly serverMessage: string,
    readonly failed: FailedRequest,
    /** What to do about it, where this client knows. */
    readonly hint?: string,
  ) {
    super(
      `${failed.request}: ${code} (HTTP ${String(status)}): ${serverMessage}` + (hint === undefined ? '' : `\n${hint}`),
    );
  }
}

/** The server answered with success, but not with what the interface promises: a proxy's login page, for example. */
export class MlflowResponseError extends MlflowError {
  override readonly name = 'MlflowResponseError';

  constructor(
    message: string,
    readonly failed: FailedRequest,
  ) {
    super(`${failed.request}: ${message}`);
  }
}

/** No answer: refused, cut, timed out, an unknown name, a certificate that is not trusted. */
export class MlflowConnectionError extends MlflowError {
  override readonly name = 'MlflowConnectionError';

  constructor(
    message: string,
    /** Node's code, such as `ECONNREFUSED`; `ETIMEDOUT` for this client's own limit. */
    readonly code: string,
    /** False when the request surely was not carried out; true when nobody knows. */
    readonly mayHaveBeenExecuted: boolean,
    readonly failed: FailedRequest,
    options?: ErrorOptions,
  ) {
    super(`${failed.request}: ${message}`, options);
  }
}

/** The queue had to give up metric values; `flush` and `close` say so, once. */
export class MlflowLostMetricsError extends MlflowError {
  override readonly name = 'MlflowLostMetricsError';

  constructor(
    /** How many values the server will never see. */
    readonly lost: number,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${String(lost)} metric values are lost: ${reason}`, options);
  }
}

/** Whether an error is the server's, with that code. */
export function isServerError(error: unknown, ...codes: readonly MlflowErrorCode[]): error is MlflowServerError {
  return error instanceof MlflowServerError && (codes.length === 0 || codes.includes(error.code));
}
