import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { MlflowClient, MlflowInputError } from '../src/index.ts';
import { INSTALL_TIMEOUT, missing } from './support/environment.ts';
import { MlflowServer, readWithPython, type ServerSettings } from './support/mlflowServer.ts';

if (missing !== undefined) console.warn(`skipped: ${missing}`);

describe.skipIf(missing !== undefined)('servers of other kinds', { timeout: INSTALL_TIMEOUT }, () => {
  let server: MlflowServer | undefined;

  const start = async (settings: ServerSettings): Promise<MlflowServer> =>
    (server = await MlflowServer.start(settings));

  afterEach(async () => {
    await server?.stop();
    server = undefined;
  });

  it('behind a static prefix', async () => {
    const { trackingUri } = await start({ prefix: '/tracking', arguments: ['--static-prefix', '/tracking'] });
    const client = new MlflowClient({ trackingUri: `${trackingUri}/` });
    const run = await client.startRun({ experimentId: '0' });
    run.logMetric('m', 1.5);
    await run.logArtifact('a/b.txt', 'text');
    await run.finish();
    expect(await client.server.version()).toMatch(/^3\./);
    expect((await client.artifacts.download(run.runId, 'a/b.txt')).toString()).toBe('text');
    const read = await readWithPython(
      trackingUri,
      `print(json.dumps([client.get_run('${run.runId}').data.metrics, [f.path for f in client.list_artifacts('${run.runId}', 'a')]]))`,
    );
    expect(read).toEqual([{ m: 1.5 }, ['a/b.txt']]);
  });

  it('with basic authentication', async () => {
    const settings = {
      MLFLOW_FLASK_SERVER_SECRET_KEY: 'only for this test',
      MLFLOW_AUTH_ADMIN_PASSWORD: 'a password of this test',
    };
    const { trackingUri } = await start({ arguments: ['--app-name', 'basic-auth'], environment: settings });
    const credentials = { username: 'admin', password: 'a password of this test' };
    const client = new MlflowClient({ trackingUri, authentication: { type: 'basic', ...credentials } });
    const { experimentId } = await client.experiments.getOrCreate('locked');
    const run = await client.startRun({ experimentId });
    run.logMetric('m', 2);
    await run.logArtifact('a.txt', 'text');
    await run.finish();
    expect((await client.artifacts.download(run.runId, 'a.txt')).toString()).toBe('text');
    const environment = { MLFLOW_TRACKING_USERNAME: 'admin', MLFLOW_TRACKING_PASSWORD: 'a password of this test' };
    const program = `print(json.dumps(client.get_run('${run.runId}').data.metrics))`;
    expect(await readWithPython(trackingUri, program, environment)).toEqual({ m: 2 });
    const fromEnvironment = MlflowClient.fromEnvironment({ ...environment, MLFLOW_TRACKING_URI: trackingUri });
    expect((await fromEnvironment.runs.get(run.runId)).info.status).toBe('FINISHED');

    const refused = { status: 401, code: 'UNAUTHENTICATED', hint: expect.stringContaining('USERNAME') as string };
    await expect(new MlflowClient({ trackingUri }).experiments.get('0')).rejects.toMatchObject(refused);
    const token = new MlflowClient({ trackingUri, authentication: { type: 'token', token: 'x' } });
    await expect(token.experiments.get('0')).rejects.toMatchObject(refused);
  });

  it('that keeps artifacts in a folder and does not hand them on', async () => {
    const { trackingUri, folder, port } = await start({ artifactRoot: 'root' });
    const client = new MlflowClient({ trackingUri });
    const run = await client.startRun({ experimentId: '0' });
    expect(run.info.artifactUri).toContain(join(folder, 'root'));
    await run.logArtifact('direct/a.txt', 'written into the folder');
    const file = join(folder, 'b.bin');
    await writeFile(file, Buffer.alloc(100_000, 3));
    await run.logArtifact('b.bin', { file });
    // A name that is not the loopback's: the client must not take the server's disk for its own.
    const remote = new MlflowClient({ trackingUri: `http://0.0.0.0:${String(port)}` });
    const far = await remote.resumeRun(run.runId);
    await far.logArtifact('through/c.txt', 'sent through the server');
    await expect(far.logArtifact('through/empty.txt', '')).rejects.toBeInstanceOf(MlflowInputError);
    await expect(far.logArtifact('big.bin', Buffer.alloc(11_000_000))).rejects.toThrow(/--serve-artifacts/);
    expect(await readFile(join(run.info.artifactUri, 'direct', 'a.txt'), 'utf8')).toBe('written into the folder');
    expect((await client.artifacts.download(run.runId, 'through/c.txt')).toString()).toBe('sent through the server');
    const program = `print(json.dumps([open(client.download_artifacts('${run.runId}', p)).read() for p in ('direct/a.txt', 'through/c.txt')]))`;
    expect(await readWithPython(trackingUri, program)).toEqual(['written into the folder', 'sent through the server']);
    await expect(client.artifacts.delete(run.info, 'b.bin')).rejects.toBeInstanceOf(MlflowInputError);
  });
});
