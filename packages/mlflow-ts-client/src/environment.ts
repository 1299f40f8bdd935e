import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { MlflowInputError } from './errors.ts';
import type { Authentication } from './transport/authentication.ts';
import type { ConnectionOptions, TlsOptions } from './transport/options.ts';

/**
 * The connection that MLflow's environment variables describe, read as the Python client reads them:
 * `MLFLOW_TRACKING_URI`; `_USERNAME` and `_PASSWORD`, which win over `_TOKEN`; `~/.mlflow/credentials` for what they
 * lack; `_INSECURE_TLS` or `_SERVER_CERT_PATH`; `_CLIENT_CERT_PATH` (certificate and key in one file);
 * `MLFLOW_HTTP_REQUEST_TIMEOUT`, `MLFLOW_WORKSPACE`.
 * @throws MlflowInputError without a URI, or for settings that exclude each other.
 */
export function connectionFromEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  credentialsFile: string = join(homedir(), '.mlflow', 'credentials'),
): ConnectionOptions {
  const trackingUri = environment['MLFLOW_TRACKING_URI'];
  if (trackingUri === undefined || trackingUri === '') {
    throw new MlflowInputError('MLFLOW_TRACKING_URI is not set; set it to the address of a server.');
  }
  const authentication = authenticationFrom(environment, readCredentials(credentialsFile));
  const timeout = environment['MLFLOW_HTTP_REQUEST_TIMEOUT'];
  const workspace = environment['MLFLOW_WORKSPACE'];
  return {
    trackingUri,
    tls: tlsFrom(environment),
    ...(authentication === undefined ? {} : { authentication }),
    ...(timeout === undefined ? {} : { timeoutSeconds: Number(timeout) }),
    ...(workspace === undefined ? {} : { workspace }),
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

function authenticationFrom(environment: Environment, file: Environment): Authentication | undefined {
  const username = environment['MLFLOW_TRACKING_USERNAME'] ?? file['mlflow_tracking_username'];
  const password = environment['MLFLOW_TRACKING_PASSWORD'] ?? file['mlflow_tracking_password'];
  if (username !== undefined && password !== undefined) return { type: 'basic', username, password };
  const token = environment['MLFLOW_TRACKING_TOKEN'];
  return token === undefined ? undefined : { type: 'token', token };
}

function tlsFrom(environment: Environment): TlsOptions {
  const insecure = /^(true|1)$/i.test(environment['MLFLOW_TRACKING_INSECURE_TLS'] ?? '');
  const authority = environment['MLFLOW_TRACKING_SERVER_CERT_PATH'];
  const client = environment['MLFLOW_TRACKING_CLIENT_CERT_PATH'];
  if (insecure && authority !== undefined) {
    throw new MlflowInputError(
      'MLFLOW_TRACKING_INSECURE_TLS and MLFLOW_TRACKING_SERVER_CERT_PATH exclude each other; unset one.',
    );
  }
  const identity = client === undefined ? undefined : readFileSync(client);
  return {
    ...(insecure ? { rejectUnauthorized: false } : {}),
    ...(authority === undefined ? {} : { ca: readFileSync(authority) }),
    ...(identity === undefined ? {} : { cert: identity, key: identity }),
  };
}

/** The `[mlflow]` section of an INI file; empty when there is none. */
function readCredentials(file: string): Environment {
  if (!existsSync(file)) return {};
  const section = /^\[mlflow\]\s*$([\s\S]*?)(?=^\[|(?![\s\S]))/m.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  const lines = section.split('\n').map((line) => /^\s*(\w+)\s*[=:]\s*(.*?)\s*$/.exec(line));
  return Object.fromEntries(lines.flatMap((match) => (match === null ? [] : [[match[1] ?? '', match[2] ?? '']])));
}
