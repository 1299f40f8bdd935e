import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MlflowClient, MlflowConnectionError } from '../src/index.ts';
import { INSTALL_TIMEOUT, missing } from './support/environment.ts';
import { MlflowServer, readWithPython } from './support/mlflowServer.ts';

if (missing !== undefined) console.warn(`skipped: ${missing}`);

describe.skipIf(missing !== undefined)('a server that is killed in the middle of a run', () => {
  let server: MlflowServer;

  beforeAll(async () => {
    server = await MlflowServer.start();
  }, INSTALL_TIMEOUT);

  afterAll(async () => {
    await (server as MlflowServer | undefined)?.stop();
  });

  it('has every value once after two restarts, and the logging loop never waited', async () => {
    const client = new MlflowClient({ trackingUri: server.trackingUri });
    const { experimentId } = await client.experiments.getOrCreate('restarts');
    const problems: unknown[] = [];
    const metrics = { intervalSeconds: 0.05, batchSize: 50, onProblem: (error: unknown) => problems.push(error) };
    const run = await client.startRun({ experimentId, metrics });
    const waits: number[] = [];
    const restarts: Promise<void>[] = [];
    for (let step = 0; step < 600; step += 1) {
      const before = performance.now();
      run.logMetrics({ loss: 1 / (step + 1), accuracy: step }, { step });
      waits.push(performance.now() - before);
      if (step === 150 || step === 400) {
        server.kill();
        await sleep(300);
        restarts.push(server.launch());
      }
      await sleep(5);
    }
    await Promise.all(restarts);
    await run.finish();
    expect(run.unsentMetrics).toEqual([]);
    // One call in a hundred may be held up by what else the machine does; the server was away for far more of them.
    expect(waits.filter((milliseconds) => milliseconds > 50).length).toBeLessThan(6);
    const read = await readWithPython(
      server.trackingUri,
      `
loss = client.get_metric_history('${run.runId}', 'loss')
accuracy = client.get_metric_history('${run.runId}', 'accuracy')
print(json.dumps([[len(loss), len(accuracy)], [sorted(m.step for m in h) == list(range(600)) for h in (loss, accuracy)],
  all(m.value == m.step for m in accuracy), all(a.timestamp <= b.timestamp for a, b in zip(sorted(loss, key=lambda m: m.step), sorted(loss, key=lambda m: m.step)[1:])),
  client.get_run('${run.runId}').info.status]))
`,
    );
    expect(read).toEqual([[600, 600], [true, true], true, true, 'FINISHED']);
    client.close();
  });

  it('keeps values that it could not send, and takes them later, once', async () => {
    const client = new MlflowClient({ trackingUri: server.trackingUri, retry: { retries: 0 } });
    const { experimentId } = await client.experiments.getOrCreate('restarts');
    const problems: unknown[] = [];
    const run = await client.startRun({ experimentId, metrics: { onProblem: (error) => problems.push(error) } });
    run.logMetric('m', 1, { step: 0 });
    await run.flush();
    run.logMetric('m', 2, { step: 1 });
    await server.killed();
    await expect(run.flush()).rejects.toBeInstanceOf(MlflowConnectionError);
    await expect(run.finish()).rejects.toMatchObject({ code: 'ECONNREFUSED', mayHaveBeenExecuted: false });
    const unsent = run.unsentMetrics;
    expect(unsent).toMatchObject([{ key: 'm', value: 2, step: 1 }]);
    await server.launch();
    await client.runs.log(run.runId, { metrics: unsent });
    await run.finish();
    expect((await client.metrics.history(run.runId, 'm')).map(({ value }) => value)).toEqual([1, 2]);
    expect((await client.runs.get(run.runId)).info.status).toBe('FINISHED');
  });
});
