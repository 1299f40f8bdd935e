import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INSTALL_TIMEOUT, missing } from './support/environment.ts';
import { MlflowServer, readWithPython } from './support/mlflowServer.ts';
import { tinyPng } from './support/png.ts';

if (missing !== undefined) console.warn(`skipped: ${missing}`);

const PACKAGE = join(import.meta.dirname, '..');

describe.skipIf(missing !== undefined)("the README's examples", () => {
  let server: MlflowServer;

  beforeAll(async () => {
    server = await MlflowServer.start();
  }, INSTALL_TIMEOUT);

  afterAll(async () => {
    await (server as MlflowServer | undefined)?.stop();
  });

  it('run, one after the other, and leave what they say', async () => {
    const readme = await readFile(join(PACKAGE, 'README.md'), 'utf8');
    const examples = [...readme.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
    expect(examples).toHaveLength(6);
    const folder = join(server.folder, 'examples');
    await mkdir(folder);
    await writeFile(join(folder, 'figure.png'), tinyPng());
    const printed: string[] = [];
    for (const [index, code] of examples.entries()) {
      const file = join(folder, `example${String(index)}.mts`);
      const source = code
        .replaceAll('@ballast/mlflow-ts-client', join(PACKAGE, 'src/index.ts'))
        .replaceAll('http://127.0.0.1:5000', server.trackingUri)
        .replaceAll("'figure.png'", JSON.stringify(join(folder, 'figure.png')));
      await writeFile(file, source);
      const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', file], { cwd: PACKAGE });
      printed.push(stdout.trim());
    }
    expect(printed).toEqual([
      '',
      '',
      'cross entropy 0.1 0.05\nnotes/summary.md 11',
      '',
      '',
      'No Experiment with id=999 exists',
    ]);
    const read = await readWithPython(
      server.trackingUri,
      `
run = client.search_runs([client.get_experiment_by_name('digits').experiment_id])[0]
print(json.dumps([len(client.get_metric_history(run.info.run_id, 'train/loss')), run.info.status, [r.info.status for r in client.search_runs(['0'])],
  client.get_model_version_by_alias('classifier', 'champion').source[:10]]))`,
    );
    expect(read).toEqual([20, 'FINISHED', ['FINISHED', 'FINISHED', 'FINISHED'], 'models:/m-']);
  });
});
