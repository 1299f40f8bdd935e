import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  connectionFromEnvironment,
  DEFAULT_RETRY,
  MlflowClient,
  MlflowConnectionError,
  MlflowInputError,
} from '../src/index.ts';
import { authorizationHeader } from '../src/transport/authentication.ts';
import { serverError } from '../src/transport/failures.ts';
import { redirectTarget } from '../src/transport/redirect.ts';
import { requestUrl } from '../src/transport/request.ts';
import { isRetryable, parseRetryAfter, retryDelay } from '../src/transport/retry.ts';

const failed = { request: 'GET /x', attempts: 1 };
const answered = (status: number, body = ''): ReturnType<typeof serverError> => serverError(status, body, failed);
const cut = (mayHaveBeenExecuted: boolean, code = 'ECONNRESET'): MlflowConnectionError =>
  new MlflowConnectionError('cut', code, mayHaveBeenExecuted, failed);

describe('retries', () => {
  it('follow what passes, and what surely was not carried out', () => {
    const statuses = [400, 401, 403, 404, 408, 409, 413, 429, 500, 501, 502, 503, 504];
    const retried = (repeatable: boolean): number[] =>
      statuses.filter((status) => isRetryable({ error: answered(status), repeatable }));
    expect(retried(true)).toEqual([408, 429, 500, 502, 503, 504]);
    expect(retried(false)).toEqual([408, 429]);
    expect(isRetryable({ error: cut(true), repeatable: false })).toBe(false);
    expect(isRetryable({ error: cut(true), repeatable: true })).toBe(true);
    expect(isRetryable({ error: cut(false, 'ECONNREFUSED'), repeatable: false })).toBe(true);
    expect(isRetryable({ error: cut(false, 'DEPTH_ZERO_SELF_SIGNED_CERT'), repeatable: true })).toBe(false);
    expect(isRetryable({ error: answered(500), repeatable: true, permanentStatuses: [500] })).toBe(false);
    const disabled = 'Endpoint: /x disabled due to the mlflow server running with `--no-serve-artifacts`.';
    expect(isRetryable({ error: answered(503, disabled), repeatable: true })).toBe(false);
    const feature = JSON.stringify({ error_code: 'FEATURE_DISABLED', message: 'no workspaces' });
    expect(isRetryable({ error: answered(500, feature), repeatable: true })).toBe(false);
  });

  it('wait twice as long each time, within the limits', () => {
    const delays = Array.from({ length: 9 }, (_, retriesMade) =>
      retryDelay({ error: cut(true), repeatable: true, retriesMade, elapsedSeconds: 0, draw: 0 }, DEFAULT_RETRY),
    );
    expect(delays).toEqual([0, 1, 2, 4, 8, 16, 30, undefined, undefined]);
    fc.assert(
      fc.property(
        fc.nat(20),
        fc.double({ min: 0, max: 200, noNaN: true }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        fc.option(fc.nat(500)),
        (retriesMade, elapsedSeconds, draw, retryAfter) => {
          const question = {
            error: cut(true),
            repeatable: true,
            retriesMade,
            elapsedSeconds,
            draw,
            retryAfterSeconds: retryAfter ?? undefined,
          };
          const delay = retryDelay(question, DEFAULT_RETRY);
          if (delay === undefined) return;
          expect(elapsedSeconds + delay).toBeLessThanOrEqual(DEFAULT_RETRY.totalSeconds);
          expect(retriesMade).toBeLessThan(DEFAULT_RETRY.retries);
          if (retryAfter !== null) expect(delay).toBe(retryAfter);
        },
      ),
    );
  });

  it('read Retry-After in both forms', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(
      ['7', ' 0 ', 'Thu, 01 Jan 2026 00:00:05 GMT', 'Wed, 31 Dec 2025 00:00:00 GMT', 'soon', undefined].map((header) =>
        parseRetryAfter(header, now),
      ),
    ).toEqual([7, 0, 5, 0, undefined, undefined]);
  });
});

describe('errors', () => {
  it('keep the code and the words of every form of answer', () => {
    const json = JSON.stringify({ error_code: 'RESOURCE_ALREADY_EXISTS', message: 'taken', sqlstate: 'x' });
    expect(answered(400, json)).toMatchObject({ code: 'RESOURCE_ALREADY_EXISTS', serverMessage: 'taken', status: 400 });
    expect(answered(404, '{"detail":"Not Found"}')).toMatchObject({
      code: 'ENDPOINT_NOT_FOUND',
      serverMessage: 'Not Found',
    });
    const html = '<!doctype html><title>500</title><style>p{}</style><h1>Internal  Server Error</h1>\n<p>It broke.</p>';
    expect(answered(500, html)).toMatchObject({
      code: 'INTERNAL_ERROR',
      serverMessage: 'Internal Server Error It broke.',
    });
    expect(answered(403, 'Permission denied')).toMatchObject({
      code: 'PERMISSION_DENIED',
      serverMessage: 'Permission denied',
    });
    expect(answered(502)).toMatchObject({ code: 'INTERNAL_ERROR', serverMessage: 'Bad Gateway' });
    expect(answered(403, 'Invalid Host header - possible DNS rebinding attack detected').message).toContain(
      '--allowed-hosts',
    );
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 400, max: 599 }),
        (body, status) => answered(status, body).serverMessage !== '',
      ),
    );
  });

  it('say what cannot be a tracking server', () => {
    for (const trackingUri of [
      './mlruns',
      'file:///tmp/mlruns',
      'databricks',
      'http://user:pw@host',
      'http://host/?a=1',
    ]) {
      expect(() => new MlflowClient({ trackingUri })).toThrow(MlflowInputError);
    }
  });
});

describe('requests', () => {
  it('have URLs below the tracking URI, or elsewhere', () => {
    expect(requestUrl('http://h/x', { path: '/api', query: { a: ['1', '2'], b: undefined, c: 'ä b&' } }).href).toBe(
      'http://h/x/api?a=1&a=2&c=%C3%A4+b%26',
    );
    expect(requestUrl('http://h', { path: 'https://store/part?signed=1' }).href).toBe('https://store/part?signed=1');
  });

  it('follow redirects only where method and body survive', () => {
    const from = new URL('http://h/a');
    expect(redirectTarget('GET', 302, '/b', from)?.href).toBe('http://h/b');
    expect(redirectTarget('POST', 302, '/b', from)).toBeUndefined();
    expect(redirectTarget('POST', 308, 'https://h/a', from)?.href).toBe('https://h/a');
    expect(redirectTarget('GET', 200, '/b', from)).toBeUndefined();
  });

  it('carry credentials in UTF-8', () => {
    expect(authorizationHeader({ type: 'basic', username: 'a', password: 'ü' })).toBe('Basic YTrDvA==');
    expect(authorizationHeader({ type: 'token', token: 't' })).toBe('Bearer t');
  });
});

describe('connectionFromEnvironment', () => {
  const uri = { MLFLOW_TRACKING_URI: 'http://h' };

  it('reads what the official client reads, in its order', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mlflow-credentials-'));
    const file = join(folder, 'credentials');
    await writeFile(
      file,
      '[other]\nmlflow_tracking_username = no\n\n[mlflow]\nmlflow_tracking_username = from file\nmlflow_tracking_password=x=y\n',
    );
    const nowhere = join(folder, 'nowhere');
    const user = { MLFLOW_TRACKING_USERNAME: 'u', MLFLOW_TRACKING_PASSWORD: 'p', MLFLOW_TRACKING_TOKEN: 't' };
    expect(connectionFromEnvironment({ ...uri, ...user }, nowhere).authentication).toEqual({
      type: 'basic',
      username: 'u',
      password: 'p',
    });
    expect(
      connectionFromEnvironment({ ...uri, MLFLOW_TRACKING_TOKEN: 't', MLFLOW_TRACKING_USERNAME: 'u' }, nowhere)
        .authentication,
    ).toEqual({ type: 'token', token: 't' });
    expect(connectionFromEnvironment(uri, file).authentication).toEqual({
      type: 'basic',
      username: 'from file',
      password: 'x=y',
    });
    expect(connectionFromEnvironment({ ...uri, MLFLOW_TRACKING_INSECURE_TLS: 'true' }, nowhere)).toMatchObject({
      tls: { rejectUnauthorized: false },
    });
    expect(
      connectionFromEnvironment({ ...uri, MLFLOW_TRACKING_SERVER_CERT_PATH: file }, nowhere).tls?.ca,
    ).toBeInstanceOf(Buffer);
    expect(() =>
      connectionFromEnvironment(
        { ...uri, MLFLOW_TRACKING_INSECURE_TLS: 'true', MLFLOW_TRACKING_SERVER_CERT_PATH: file },
        nowhere,
      ),
    ).toThrow(MlflowInputError);
    expect(() => connectionFromEnvironment({}, nowhere)).toThrow(MlflowInputError);
    await rm(folder, { recursive: true });
  });
});

describe('large files', () => {
  it('go in parts where the server offers it, and come together in order', async () => {
    const parts = new Map<string, Buffer>();
    const calls: string[] = [];
    const listener = async (request: IncomingMessage): Promise<[object, Record<string, string>]> => {
      const bytes = Buffer.concat((await request.toArray()) as Buffer[]);
      const path = request.url ?? '';
      calls.push(`${request.method ?? ''} ${path.split('?')[0] ?? ''}`);
      if (path.endsWith('server-info')) return [{ multipart_uploads_enabled: true }, {}];
      if (path.includes('/mpu/create/')) {
        const { num_parts: count } = JSON.parse(bytes.toString()) as { num_parts: number };
        const credentials = Array.from({ length: count }, (_, i) => ({
          part_number: i + 1,
          url: `${base}/store?part=${String(i + 1)}`,
        }));
        return [{ upload_id: 'u', credentials }, {}];
      }
      if (request.method === 'PUT') {
        expect(request.headers.authorization).toBe('Bearer t');
        parts.set(path, bytes);
        return [{}, { ETag: `"${String(bytes.length)}"` }];
      }
      if (path.includes('/mpu/complete/'))
        expect(JSON.parse(bytes.toString())).toMatchObject({
          path: 'big.bin',
          upload_id: 'u',
          parts: [{ part_number: 1, etag: '"1000"' }, {}, { part_number: 3, etag: '"500"' }],
        });
      return [{}, {}];
    };
    const server = createServer((request, response) => {
      void listener(request).then(([body, headers]) => response.writeHead(200, headers).end(JSON.stringify(body)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const client = new MlflowClient({
      trackingUri: base,
      authentication: { type: 'token', token: 't' },
      multipart: { threshold: 2000, partSize: 1000 },
    });
    const owner = { runId: 'r', artifactUri: 'mlflow-artifacts:/1/r/artifacts' };
    const bytes = Buffer.from(Array.from({ length: 2500 }, (_, i) => i % 251));
    await client.artifacts.upload(owner, 'a/big.bin', bytes);
    expect(Buffer.concat([...parts.values()]).equals(bytes)).toBe(true);
    const folder = await mkdtemp(join(tmpdir(), 'mlflow-parts-'));
    await writeFile(join(folder, 'big.bin'), bytes);
    parts.clear();
    await client.artifacts.upload(owner, 'a/big.bin', { file: join(folder, 'big.bin') });
    expect(Buffer.concat([...parts.values()]).equals(bytes)).toBe(true);
    expect(calls.slice(0, 6)).toEqual([
      'GET /api/3.0/mlflow/server-info',
      'POST /api/2.0/mlflow-artifacts/mpu/create/1/r/artifacts/a',
      'PUT /store',
      'PUT /store',
      'PUT /store',
      'POST /api/2.0/mlflow-artifacts/mpu/complete/1/r/artifacts/a',
    ]);
    client.close();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
});
