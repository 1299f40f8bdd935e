import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MlflowClient, MlflowConnectionError, MlflowResponseError } from '../src/index.ts';
import { INSTALL_TIMEOUT, missing } from './support/environment.ts';
import { MlflowServer, readWithPython } from './support/mlflowServer.ts';
import { openProxy, type Fate, type Proxy } from './support/proxy.ts';

if (missing !== undefined) console.warn(`skipped: ${missing}`);

/** A key and a certificate for 127.0.0.1, signed by itself. */
const CERTIFICATE = `
import datetime, ipaddress
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization as s
from cryptography.hazmat.primitives.asymmetric import ec
key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, 'test')])
now = datetime.datetime.now(datetime.timezone.utc)
cert = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
  .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
  .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address('127.0.0.1'))]), False).sign(key, hashes.SHA256()))
print(json.dumps(dict(cert=cert.public_bytes(s.Encoding.PEM).decode(), key=key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()).decode())))
`;

describe.skipIf(missing !== undefined)('a line that fails', () => {
  let server: MlflowServer;
  let proxy: Proxy;

  beforeAll(async () => {
    server = await MlflowServer.start();
  }, INSTALL_TIMEOUT);

  afterEach(async () => {
    await proxy.close();
  });

  afterAll(async () => {
    await (server as MlflowServer | undefined)?.stop();
  });

  const clientBehind = async (fate: (request: string, time: number) => Fate): Promise<MlflowClient> => {
    proxy = await openProxy(server.trackingUri, fate);
    return new MlflowClient({ trackingUri: proxy.uri, retry: { backoffSeconds: 0.05, jitterSeconds: 0 } });
  };

  it('makes one run though the answer to its creation is lost', async () => {
    const client = await clientBehind((request, time) =>
      request.endsWith('runs/create') && time === 1 ? 'lose' : 'pass',
    );
    const { experimentId } = await client.experiments.getOrCreate('lost answers');
    const run = await client.runs.create({ experimentId, runName: 'only' });
    const runs = [];
    for await (const one of client.runs.search({ experimentIds: [experimentId] })) runs.push(one.info.runId);
    expect(runs).toEqual([run.info.runId]);
    expect(proxy.seen.filter((one) => one.endsWith('runs/create'))).toHaveLength(1);
  });

  it('stores each value once though answers are lost and servers complain', async () => {
    const client = await clientBehind((request, time) => {
      if (!request.endsWith('log-batch')) return 'pass';
      return time % 4 === 1 ? 'lose' : time % 4 === 2 ? { status: 503, headers: { 'Retry-After': '0' } } : 'pass';
    });
    const run = await client.startRun({ experimentId: '0', metrics: { batchSize: 100 } });
    for (let step = 0; step < 1000; step += 1) run.logMetric('m', step / 7, { step });
    await run.finish();
    const program = `
history = client.get_metric_history('${run.runId}', 'm')
print(json.dumps([len(history), sorted(m.step for m in history) == list(range(1000)), all(m.value == m.step / 7 for m in history)]))`;
    expect(await readWithPython(server.trackingUri, program)).toEqual([1000, true, true]);
  });

  it('does not send again what may have been carried out, nor what is refused for good', async () => {
    const client = await clientBehind((request) => (request.includes('registered-models') ? 'lose' : { status: 400 }));
    await expect(client.registeredModels.create('once')).rejects.toMatchObject({ mayHaveBeenExecuted: true });
    expect(proxy.seen).toHaveLength(1);
    await expect(client.runs.get('x')).rejects.toMatchObject({ status: 400, serverMessage: 'spoilt' });
    expect(proxy.seen).toHaveLength(2);
  });

  it('gives up in the end, and says how often it tried', async () => {
    const client = await clientBehind(() => ({ status: 502 }));
    await expect(client.runs.get('x')).rejects.toMatchObject({ status: 502, failed: { attempts: 8 } });
    const aborted = new AbortController();
    setTimeout(() => {
      aborted.abort();
    }, 1000); // in the pause of 30 s after the answer, however slow the machine is
    const slow = new MlflowClient({ trackingUri: proxy.uri, retry: { backoffSeconds: 30 } });
    const { getRun } = (await import('../src/index.ts')).requests;
    await expect(slow.call(getRun('x'), { signal: aborted.signal })).rejects.toMatchObject({ status: 502 });
  });

  it("knows a proxy's page from an answer, and follows redirects of reads", async () => {
    const client = await clientBehind((request) =>
      request.includes('runs/get')
        ? { status: 200 }
        : request.includes('/health')
          ? { status: 302, headers: { Location: `${server.trackingUri}/health` } }
          : { status: 301, headers: { Location: 'https://example.org' } },
    );
    await expect(client.runs.get('x')).rejects.toBeInstanceOf(MlflowResponseError);
    expect(await client.server.health()).toBe('OK');
    await expect(client.runs.delete('x')).rejects.toThrow(/redirected to https:\/\/example.org/);
  });

  it('trusts certificates as told', async () => {
    const { cert, key } = (await readWithPython(server.trackingUri, CERTIFICATE)) as { cert: string; key: string };
    proxy = await openProxy(server.trackingUri, undefined, { cert, key });
    const connect = (tls: object): Promise<unknown> =>
      new MlflowClient({ trackingUri: proxy.uri, tls }).experiments.get('0');
    const refusal = connect({});
    await expect(refusal).rejects.toBeInstanceOf(MlflowConnectionError);
    await expect(refusal).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      mayHaveBeenExecuted: false,
      failed: { attempts: 1 },
    });
    expect(await connect({ ca: cert })).toMatchObject({ name: 'Default' });
    expect(await connect({ rejectUnauthorized: false })).toMatchObject({ name: 'Default' });
  });
});
