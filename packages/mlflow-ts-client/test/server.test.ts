import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isServerError, MlflowClient, MlflowInputError, REQUEST_TAG, requests, type Metric } from '../src/index.ts';
import { INSTALL_TIMEOUT, missing } from './support/environment.ts';
import { MlflowServer, readWithPython } from './support/mlflowServer.ts';
import { tinyPng } from './support/png.ts';

if (missing !== undefined) console.warn(`skipped: ${missing}`);

describe.skipIf(missing !== undefined)('against a real server', () => {
  let server: MlflowServer;
  let client: MlflowClient;
  let experimentId: string;

  beforeAll(async () => {
    server = await MlflowServer.start();
    client = new MlflowClient({ trackingUri: `${server.trackingUri}/` });
    ({ experimentId } = await client.experiments.getOrCreate('main'));
  }, INSTALL_TIMEOUT);

  afterAll(async () => {
    await (server as MlflowServer | undefined)?.stop();
  });

  const python = (program: string): Promise<unknown> => readWithPython(server.trackingUri, program);

  it('tells its version and abilities', async () => {
    expect(await client.server.health()).toBe('OK');
    expect(await client.server.version()).toMatch(/^3\.\d+/);
    expect(await client.server.info()).toMatchObject({ storeType: 'SqlStore', multipartUploads: false });
  });

  it('makes an experiment once, however many ask at once', async () => {
    const asked = await Promise.all(Array.from({ length: 8 }, () => client.experiments.getOrCreate('größer / 50 %')));
    expect(new Set(asked.map((one) => one.experimentId)).size).toBe(1);
    expect(asked[0]?.name).toBe('größer / 50 %');
  });

  it('renames, tags, deletes and restores experiments; says that one is deleted', async () => {
    const id = await client.experiments.create('short-lived', { tags: { colour: 'red' } });
    await client.experiments.rename(id, 'renamed');
    await client.experiments.setTag(id, 'mlflow.note.content', '# Notes');
    await client.experiments.deleteTag(id, 'colour');
    await client.experiments.delete(id);
    await expect(client.experiments.getOrCreate('renamed')).rejects.toThrow(/deleted.*restore/i);
    await expect(client.experiments.create('renamed')).rejects.toMatchObject({
      status: 400,
      code: 'RESOURCE_ALREADY_EXISTS',
    });
    await client.experiments.restore(id);
    expect(await client.experiments.get(id)).toMatchObject({
      name: 'renamed',
      lifecycleStage: 'active',
      tags: { 'mlflow.note.content': '# Notes' },
    });
    expect(await client.experiments.findByName('nobody')).toBeUndefined();
  });

  it('finds every experiment and run, page by page', async () => {
    const { experimentId: id } = await client.experiments.getOrCreate('many runs');
    for (let seed = 0; seed < 7; seed += 1) {
      const run = await client.runs.create({ experimentId: id, runName: `run ${String(seed)}` });
      await client.runs.log(run.info.runId, { params: { seed } });
    }
    const names: string[] = [];
    for await (const run of client.runs.search({ experimentIds: [id], pageSize: 3, orderBy: ['params.seed ASC'] })) {
      names.push(run.info.runName);
    }
    expect(names).toEqual([0, 1, 2, 3, 4, 5, 6].map((seed) => `run ${String(seed)}`));
    const experiments: string[] = [];
    for await (const one of client.experiments.search({ pageSize: 1 })) experiments.push(one.name);
    expect(experiments).toEqual(expect.arrayContaining(['main', 'many runs', 'Default']));
    expect(new Set(experiments).size).toBe(experiments.length);
  });

  it('writes what the official client reads: params, tags, times, nesting, dataset', async () => {
    const parent = await client.startRun({ experimentId, runName: 'suite', userId: 'somebody' });
    const child = await client.startRun({
      experimentId,
      runName: 'cell',
      parentRunId: parent.runId,
      startTime: 1_700_000_000_000,
    });
    await child.logParams({ rate: 0.4, nesterov: true, hidden: [64, 64], none: null, name: 'größe', nan: Number.NaN });
    await Promise.all([child.setTags({ seed: 3 }), child.setTags({ seed: 4 })]);
    const dataset = {
      name: 'digits',
      digest: '9054041e',
      sourceType: 'http',
      source: { url: 'https://example.org/digits' },
      schema: { tensors: { features: { dtype: 'uint8', shape: [-1, 8, 8, 1] } } },
      profile: { num_rows: 1797 },
    };
    await child.logInputs({ dataset, context: 'training' });
    await child.finish('FAILED', 1_700_000_060_000);
    await parent.finish();
    const read = (await python(`
run = client.get_run('${child.runId}')
dataset = run.inputs.dataset_inputs[0]
print(json.dumps(dict(info=dict(run.info), params=run.data.params, tags=run.data.tags, source=json.loads(dataset.dataset.source),
  schema=mlflow.types.Schema.from_json(json.loads(json.loads(dataset.dataset.schema)['mlflow_tensorspec']['features']) and json.loads(dataset.dataset.schema)['mlflow_tensorspec']['features']).inputs[0].shape,
  context=dataset.tags[0].value, children=[r.info.run_id for r in client.search_runs(['${experimentId}'], "tags.mlflow.parentRunId = '${parent.runId}'")])))
`)) as Record<string, unknown>;
    expect(read).toMatchObject({
      info: { status: 'FAILED', start_time: 1_700_000_000_000, end_time: 1_700_000_060_000, run_name: 'cell' },
      params: { rate: '0.4', nesterov: 'true', hidden: '[64,64]', none: 'null', name: 'größe', nan: 'NaN' },
      tags: { seed: '4', 'mlflow.parentRunId': parent.runId },
      source: { url: 'https://example.org/digits' },
      schema: [-1, 8, 8, 1],
      context: 'training',
      children: [child.runId],
    });
    const [logged] = (await client.runs.get(child.runId)).datasets;
    expect(logged).toMatchObject({ name: 'digits', digest: '9054041e', context: 'training' });
    expect((await client.runs.get(parent.runId)).tags['mlflow.user']).toBe('somebody');
  });

  it('keeps every metric value exactly, in order, with those that are not finite', async () => {
    const run = await client.startRun({ experimentId });
    const values = [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, -1e-9, Number.NaN, Infinity, -Infinity];
    values.forEach((value, step) => {
      run.logMetric('train/loss', value, { step });
    });
    for (let step = 0; step < 2500; step += 1) run.logMetrics({ 'a b': step, 'c:d': -step }, { step });
    await run.finish();
    const history = await client.metrics.history(run.runId, 'train/loss');
    expect(history.map(({ value }) => value)).toEqual([...values.slice(0, 6), Number.MAX_VALUE, -Number.MAX_VALUE]);
    const read = await python(`
loss = client.get_metric_history('${run.runId}', 'train/loss')
ab = client.get_metric_history('${run.runId}', 'a b')
print(json.dumps([[repr(m.value) for m in sorted(loss, key=lambda m: m.step)], len(ab), sorted(m.step for m in ab) == list(range(2500)), all(m.value == m.step for m in ab),
  len(client.get_metric_history('${run.runId}', 'c:d'))]))
`);
    const doubles = ['0.1', '0.3333333333333333', '5e-324', '1.7976931348623157e+308', '-1e-09', 'nan'];
    expect(read).toEqual([[...doubles, '1.7976931348623157e+308', '-1.7976931348623157e+308'], 2500, true, true, 2500]);
    const pages: number[] = [];
    for await (const { step } of client.metrics.historyPages(run.runId, 'a b', 999)) pages.push(step);
    expect(new Set(pages).size).toBe(2500);
    const thinned = await client.metrics.historyInterval({ runIds: [run.runId], key: 'a b', maximumPoints: 10 });
    expect(thinned[0]).toMatchObject({ step: 0, runId: run.runId });
    expect(thinned.at(-1)?.step).toBe(2499);
  });

  it('stores a value that is sent again once', async () => {
    const run = await client.runs.create({ experimentId });
    const metrics: Metric[] = [1, Number.NaN].map((value, step) => ({
      key: 'm',
      value,
      step,
      timestamp: 1_700_000_000_000,
    }));
    for (let time = 0; time < 3; time += 1) await client.runs.log(run.info.runId, { metrics, params: { a: 1 } });
    expect(await client.metrics.history(run.info.runId, 'm')).toHaveLength(2);
    await expect(client.runs.log(run.info.runId, { params: { a: 2 } })).rejects.toMatchObject({
      code: 'INVALID_PARAMETER_VALUE',
      status: 400,
    });
  });

  it('logs more than one call takes', async () => {
    const run = await client.runs.create({ experimentId });
    const params = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`p${String(i)}`, i]));
    const tags = Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`t${String(i)}`, 'ü'.repeat(7000)]));
    await client.runs.log(run.info.runId, { params, tags });
    const stored = await client.runs.get(run.info.runId);
    expect(Object.keys(stored.params)).toHaveLength(250);
    expect(
      Object.entries(stored.tags).filter(([key, value]) => key.startsWith('t') && value.length === 7000),
    ).toHaveLength(130);
  });

  it('finds a run by its identity, and has one tag on each run that it makes', async () => {
    const identity = { key: 'cell.id', value: "it's" };
    const first = await client.startRun({ experimentId, identity });
    expect((await client.startRun({ experimentId, identity })).runId).toBe(first.runId);
    expect((await client.runs.create({ experimentId })).tags[REQUEST_TAG]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('deletes, restores and renames runs and tags', async () => {
    const { info } = await client.runs.create({ experimentId, tags: { gone: 1 } });
    await client.runs.deleteTag(info.runId, 'gone');
    await client.runs.update(info.runId, { runName: 'other' });
    await client.runs.delete(info.runId);
    await expect(client.runs.log(info.runId, { tags: { a: 1 } })).rejects.toSatisfy((error) => isServerError(error));
    await client.runs.restore(info.runId);
    await client.runs.setTag(info.runId, 'kept', 'yes');
    const run = await client.runs.get(info.runId);
    expect(run.info).toMatchObject({ runName: 'other', lifecycleStage: 'active' });
    expect(run.info.endTime).toBeUndefined();
    expect(run.tags).toMatchObject({ kept: 'yes' });
    expect(run.tags['gone']).toBeUndefined();
  });

  it('stores artifacts of odd names and large ones, and gives them back', async () => {
    const run = await client.startRun({ experimentId });
    const file = join(server.folder, 'large.bin');
    const large = Buffer.alloc(20_000_000, 7);
    await writeFile(file, large);
    await run.logArtifact('größe/a b+?&%;~@:".txt', 'grün');
    await run.logArtifact('für Python/ä+b & c.txt', 'blau');
    await run.logArtifact('empty.txt', '');
    await run.logArtifact('large.bin', { file });
    await run.logArtifact('large.bin', { file });
    const listed: [string, number][] = [];
    for await (const item of client.artifacts.walk(run.runId)) listed.push([item.path, item.size]);
    expect(listed.sort()).toEqual([
      ['empty.txt', 0],
      ['für Python/ä+b & c.txt', 4],
      ['größe/a b+?&%;~@:".txt', 5],
      ['large.bin', large.length],
    ]);
    expect((await client.artifacts.download(run.runId, 'größe/a b+?&%;~@:".txt')).toString()).toBe('grün');
    await client.artifacts.downloadTo(run.runId, 'large.bin', join(server.folder, 'back', 'large.bin'));
    expect(large.equals(await readFile(join(server.folder, 'back', 'large.bin')))).toBe(true);
    await client.artifacts.delete(run.info, 'empty.txt');
    await expect(client.artifacts.download(run.runId, 'empty.txt')).rejects.toSatisfy((error) => isServerError(error));
    const read = await python(`
path = client.download_artifacts('${run.runId}', 'für Python')
import os
print(json.dumps([os.listdir(path), open(os.path.join(path, os.listdir(path)[0])).read()]))
`);
    expect(read).toEqual([['ä+b & c.txt'], 'blau']);
  });

  it('stores images by step and tables, as the official client reads them', async () => {
    const run = await client.startRun({ experimentId });
    await run.logImage(tinyPng(), { key: 'weights/map', step: 2, timestamp: 1_700_000_000_000 });
    await run.logTable('eval/table.json', { columns: ['q', 's'], rows: [['a', 0.5]] });
    await run.logTable('eval/table.json', { columns: ['q', 's'], rows: [['b', null]] }, { append: true });
    await expect(run.logArtifact('images/plain.png', tinyPng())).rejects.toBeInstanceOf(MlflowInputError);
    const read = await python(`
from PIL import Image
run = client.get_run('${run.runId}')
images = [f.path for f in client.list_artifacts('${run.runId}', 'images')]
table = client.load_table('${experimentId}', 'eval/table.json', run_ids=['${run.runId}'])
print(json.dumps([images, [Image.open(client.download_artifacts('${run.runId}', i)).size for i in images], run.data.tags['mlflow.loggedImages'],
  json.loads(run.data.tags['mlflow.loggedArtifacts']), table['q'].tolist(), table['s'].tolist()[0]]))
`);
    expect(read).toEqual([
      [
        expect.stringMatching(
          /^images\/weights~map\+step\+2\+timestamp\+1700000000000\+[0-9a-f-]{36}\+compressed\.png$/,
        ),
        expect.stringMatching(/^images\/weights~map\+step\+2\+timestamp\+1700000000000\+[0-9a-f-]{36}\.png$/),
      ],
      [
        [2, 2],
        [2, 2],
      ],
      'True',
      [{ path: 'eval/table.json', type: 'table' }],
      ['a', 'b'],
      0.5,
    ]);
    expect(await run.readTable('eval/table.json')).toEqual({
      columns: ['q', 's'],
      rows: [
        ['a', 0.5],
        ['b', null],
      ],
    });
  });

  it('keeps logged models and the registry', async () => {
    const run = await client.startRun({ experimentId });
    const made = await client.loggedModels.create({
      experimentId,
      name: 'net',
      sourceRunId: run.runId,
      params: { depth: 3 },
    });
    expect(made.status).toBe('PENDING');
    await client.loggedModels.upload(made, 'weights/data.bin', Buffer.from([1, 2, 3]));
    expect([...(await client.loggedModels.download(made, 'weights/data.bin'))]).toEqual([1, 2, 3]);
    run.logMetric('accuracy', 0.9, { step: 1, modelId: made.modelId });
    await client.loggedModels.setTags(made.modelId, { kind: 'best' });
    await client.loggedModels.logParams(made.modelId, { width: 64 });
    expect((await client.loggedModels.finalize(made.modelId)).status).toBe('READY');
    await client.runs.logOutputs(run.runId, [{ modelId: made.modelId, step: 1 }]);
    await run.finish();
    const model = await client.loggedModels.get(made.modelId);
    expect(model).toMatchObject({
      params: { depth: '3', width: '64' },
      tags: { kind: 'best' },
      sourceRunId: run.runId,
    });
    expect(model.metrics[0]).toMatchObject({ key: 'accuracy', value: 0.9, step: 1 });
    expect((await client.runs.get(run.runId)).modelOutputs).toEqual([{ modelId: made.modelId, step: 1 }]);
    const files: string[] = [];
    for await (const item of client.loggedModels.listArtifacts(made.modelId, 'weights')) files.push(item.path);
    expect(files).toEqual(['weights/data.bin']);
    const found: string[] = [];
    for await (const one of client.loggedModels.search({ experimentIds: [experimentId] })) found.push(one.modelId);
    expect(found).toContain(made.modelId);

    await client.registeredModels.create('classifier', { description: 'first', tags: { team: 'a' } });
    await client.registeredModels.update('classifier', 'second');
    const version = await client.modelVersions.create('classifier', {
      source: `models:/${made.modelId}`,
      runId: run.runId,
    });
    expect(version).toMatchObject({ version: '1', status: 'READY' });
    await client.modelVersions.setTag('classifier', '1', 'checked', true);
    await client.registeredModels.setAlias('classifier', 'champion', '1');
    expect((await client.registeredModels.getVersionByAlias('classifier', 'champion')).tags).toEqual({
      checked: 'true',
    });
    expect(await client.registeredModels.get('classifier')).toMatchObject({
      description: 'second',
      tags: { team: 'a' },
      aliases: { champion: '1' },
    });
    expect(await client.modelVersions.downloadUri('classifier', '1')).not.toBe('');
    const read = await python(`
v = client.get_model_version_by_alias('classifier', 'champion')
print(json.dumps([str(v.version), v.run_id, v.tags, client.get_logged_model('${made.modelId}').params]))
`);
    expect(read).toEqual(['1', run.runId, { checked: 'true' }, { depth: '3', width: '64' }]);
    await client.registeredModels.rename('classifier', 'other');
    const versions: string[] = [];
    for await (const one of client.modelVersions.search({ filter: "name = 'other'" })) versions.push(one.version);
    expect(versions).toEqual(['1']);
    await client.modelVersions.delete('other', '1');
    await client.registeredModels.delete('other');
    await client.loggedModels.delete(made.modelId);
    const names: string[] = [];
    for await (const one of client.registeredModels.search()) names.push(one.name);
    expect(names).toEqual([]);
  });

  it("gives the server's code and words, also when it answers in HTML", async () => {
    await expect(client.experiments.get('999')).rejects.toMatchObject({
      status: 404,
      code: 'RESOURCE_DOES_NOT_EXIST',
      serverMessage: expect.stringContaining('999') as string,
    });
    const elsewhere = new MlflowClient({ trackingUri: `${server.trackingUri}/nowhere` });
    await expect(elsewhere.experiments.get('0')).rejects.toMatchObject({
      status: 404,
      code: 'ENDPOINT_NOT_FOUND',
      hint: expect.stringContaining('--static-prefix') as string,
    });
    const stranger = new MlflowClient({ trackingUri: server.trackingUri, headers: { Host: 'mlflow:5000' } });
    await expect(stranger.experiments.get('0')).rejects.toThrow(/--allowed-hosts/);
    await expect(client.call({ ...requests.getRun('x'), method: 'POST' })).rejects.toMatchObject({ status: 405 });
  });
});
