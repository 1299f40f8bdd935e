import type { Authentication } from './authentication.ts';
import { MlflowInputError, type MlflowError } from '../errors.ts';
import { DEFAULT_RETRY, type RetryPolicy } from './retry.ts';

/** Trust and identity of HTTPS; PEM texts or bytes. */
export interface TlsOptions {
  /** False trusts any certificate. */
  readonly rejectUnauthorized?: boolean;
  /** The authorities to trust instead of Node's own. */
  readonly ca?: string | Buffer;
  /** This client's certificate and key, where the server asks for one. */
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
}

/** How to reach a server. */
export interface ConnectionOptions {
  /** `http://127.0.0.1:5000`, with the server's `--static-prefix` at the end where it has one. */
  readonly trackingUri: string;
  readonly authentication?: Authentication;
  readonly tls?: TlsOptions;
  readonly retry?: Partial<RetryPolicy>;
  /** Of silence, before a request is given up. Default 120. */
  readonly timeoutSeconds?: number;
  /** Sent with every request to the tracking server. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Only for servers with workspaces; others answer with an error. */
  readonly workspace?: string;
  /** At most so many at once. Default 8. */
  readonly maximumConnections?: number;
  /** Told before each wait. */
  readonly onRetry?: (error: MlflowError, waitSeconds: number) => void;
}

/** The same, with nothing left open. */
export interface TransportOptions extends ConnectionOptions {
  readonly tls: TlsOptions;
  readonly retry: RetryPolicy;
  readonly timeoutSeconds: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly maximumConnections: number;
}

/** Fills in what was left out. @throws MlflowInputError for a tracking URI that is no HTTP address. */
export function completeOptions(options: ConnectionOptions): TransportOptions {
  return {
    ...options,
    trackingUri: checkTrackingUri(options.trackingUri),
    tls: options.tls ?? {},
    retry: { ...DEFAULT_RETRY, ...options.retry },
    timeoutSeconds: options.timeoutSeconds ?? 120,
    headers: options.headers ?? {},
    maximumConnections: options.maximumConnections ?? 8,
  };
}

function checkTrackingUri(uri: string): string {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new MlflowInputError(
      `The tracking URI must be the address of a server (http://… or https://…), not ${JSON.stringify(uri)}. ` +
        'Start one with: mlflow server --backend-store-uri sqlite:///mlflow.db',
    );
  }
  if (url.username !== '' || url.search !== '' || url.hash !== '') {
    throw new MlflowInputError('The tracking URI takes no user, query or fragment; give `authentication` instead.');
  }
  return uri.replace(/\/+$/, '');
}
