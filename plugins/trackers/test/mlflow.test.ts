import { appendFileSync, cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { INSTALL_TIMEOUT, missing, MlflowServer } from '@ballast/mlflow-ts-client/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ballast,
  patient,
  start,
  suiteInTemporaryFolder,
  until,
  workspace,
} from '../../../packages/cli/test/support.ts';
import { untilValuesArrive } from './support/arrival.ts';
import { contentOf, contentsOf } from './support/serverContent.ts';
import { nameOf, syntheticStore, writeCell } from './support/syntheticStore.ts';
import { track, trackerOf } from './support/trackers.ts';

if (missing !== undefined) console.warn(`skipped: ${missing}`);

const epochs = 5;

const folders: string[] = [];
function kept(folder: string): string {
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function digitsSuite(tracker: string): string {
  const suite = `title: Tiny
dataset: digits
data: { meta: { perClass: 3 }, validation: { fraction: 0.1 } }
model: { type: mlp, hidden: [16] }
seeds: [0, 1]
corruptions:
  flip2: { label: 'flip2 0.4', noise: { type: flip2, rate: 0.4 } }
methodDefaults: { epochs: ${String(epochs)}, batchSize: 128 }
methods:
  cross-entropy: { type: plain }
  meta-only: { type: plain, trainOn: meta }
resultsFolder: results
tracker: ${tracker}
`;
  const folder = kept(suiteInTemporaryFolder(suite));
  appendFileSync(join(folder, 'ballast.config.yaml'), `\n  - ${join(workspace, 'plugins/trackers/src/index.ts')}\n`);
  return folder;
}

/** The folder of its results: the suite is called as its folder is. */
function resultsOf(folder: string): string {
  return join(folder, 'results', folder.split('/').at(-1) ?? '');
}

describe.skipIf(missing !== undefined)('the mlflow tracker', patient, () => {
  let server: MlflowServer;

  beforeAll(async () => {
    server = await MlflowServer.start();
  }, INSTALL_TIMEOUT);
  afterAll(async () => {
    await (server as MlflowServer | undefined)?.stop();
  });

  it('shows a run live as `ballast track` shows it afterwards, and a second time adds nothing', async () => {
    const folder = digitsSuite(
      `{ type: mlflow, uri: '${server.trackingUri}', intervalSeconds: 0.5, experiment: live }`,
    );
    const run = await ballast(folder, 'run', '.');
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).not.toContain('MLflow');
    const copy = kept(`${resultsOf(folder)}-copy`);
    cpSync(resultsOf(folder), copy, { recursive: true });
    rmSync(join(copy, 'tracking.json'));
    expect(await track(copy, server.trackingUri, 'afterwards')).toMatch(/^Sent 7 runs, /);
    const again = await ballast(folder, 'track', '.');
    expect(again).toMatchObject({ code: 0, stdout: 'Nothing was missing.\n' });

    const [live = [], afterwards] = await contentsOf(server.trackingUri, 'live', 'afterwards');
    expect(live).toEqual(afterwards);
    expect(live.map(({ run }) => run.split(' ')[0])).toEqual([
      'cell',
      'cell',
      'cell',
      'cell',
      'method',
      'method',
      'suite',
    ]);
    expect(live.every(({ status }) => status === 'FINISHED')).toBe(true);
    const cell = live[0]!;
    expect(cell.parent).toMatch(/^method cross-entropy /);
    expect(live.at(-1)).toMatchObject({ parent: null });
    expect(cell.histories['training/test/accuracy']!.map(([step]) => step)).toEqual([...Array(epochs).keys()]);
    expect(cell.datasets).toEqual([expect.stringMatching(/^digits, flip2 [0-9a-f]{32}$/)]);
    expect(live.at(-1)!.artifacts).toEqual(
      expect.arrayContaining([
        'report.html',
        'table.md',
        'suite.json',
        expect.stringMatching(/^tables\/.*\.json$/),
        'figures/flip2/confusion.svg',
      ]),
    );
    expect(live.at(-1)!.artifacts.filter((path) => path.startsWith('images/')).length).toBeGreaterThan(1);
  });

  it('is no part of what is computed, and complains once of a server that is away; later everything arrives', async () => {
    const away = digitsSuite(`{ type: mlflow, uri: 'http://127.0.0.1:9', intervalSeconds: 0.2 }`);
    const run = await ballast(away, 'run', '.');
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr.split('MLflow does not get everything').length - 1).toBe(1);
    expect(run.stdout).toContain('4 of 4 are finished');
    const refused = await ballast(away, 'track', '.', '--tracker', 'jsonl');
    expect(refused.stdout).toMatch(/events\.jsonl: \d+ lines added/);
    expect(await track(resultsOf(away), server.trackingUri, 'away')).toMatch(/^Sent 7 runs, /);
    const content = await contentOf(server.trackingUri, 'away');
    expect(
      content
        .filter(({ run }) => run.startsWith('cell'))
        .map(({ histories }) => histories['training/train/loss']!.length),
    ).toEqual([epochs, epochs, epochs, epochs]);
  });

  it('makes a run anew when its cell was computed anew, and no other', async () => {
    const root = kept(syntheticStore({ cells: 3, epochs: 10 }));
    await track(root, server.trackingUri, 'anew');
    const before = await contentOf(server.trackingUri, 'anew');
    rmSync(join(root, 'cells', nameOf(1)), { recursive: true });
    rmSync(join(root, 'phases', 'training__1'), { recursive: true });
    writeCell(root, 1, 8, true);
    expect(await track(root, server.trackingUri, 'anew')).toMatch(/^Sent 1 run, /);
    const after = await contentOf(server.trackingUri, 'anew');
    expect(after[1]!.histories['training/train/loss']).toHaveLength(8);
    expect(after.filter((_, index) => [0, 2].includes(index))).toEqual(
      before.filter((_, index) => [0, 2].includes(index)),
    );
  });

  it('follows a store that grows, though the server is killed and comes back', async () => {
    const root = kept(syntheticStore({ cells: 2, epochs: 20, finished: 0 }));
    const warnings: string[] = [];
    const tracker = trackerOf({ type: 'mlflow', uri: server.trackingUri, experiment: 'grows', intervalSeconds: 0.2 });
    tracker.open?.({ resultsRoot: root, warn: (message) => warnings.push(message) });
    await untilValuesArrive(server.trackingUri, 'grows');
    await server.killed();
    writeCell(root, 0, 20, true);
    await until(() => warnings.length > 0);
    await server.launch();
    writeCell(root, 1, 20, true);
    await tracker.close();
    expect(warnings).toHaveLength(1);
    await track(root, server.trackingUri, 'grows'); // whatever the end of the run had no patience for
    const content = await contentOf(server.trackingUri, 'grows');
    expect(content.map(({ status }) => status)).toEqual(['FINISHED', 'FINISHED', 'FINISHED', 'FINISHED']);
    for (const { histories } of content.slice(0, 2)) {
      expect(histories['training/train/loss']!.map(([step]) => step)).toEqual([...Array(20).keys()]);
    }
  });

  it('goes on where a killed `ballast track` stopped', async () => {
    const folder = digitsSuite(`{ type: mlflow, uri: '${server.trackingUri}', experiment: killed }`);
    const results = resultsOf(folder);
    cpSync(kept(syntheticStore({ cells: 12, epochs: 60 })), results, { recursive: true });
    const sending = start(folder, 'track', '.');
    await untilValuesArrive(server.trackingUri, 'killed');
    sending.child.kill('SIGKILL');
    await sending.ended;
    expect(await ballast(folder, 'track', '.')).toMatchObject({ code: 0 });
    const cells = (await contentOf(server.trackingUri, 'killed')).filter(({ run }) => run.startsWith('cell'));
    expect(cells).toHaveLength(12);
    for (const { histories } of cells) {
      expect(histories['training/train/loss']!.map(([step]) => step)).toEqual([...Array(60).keys()]);
    }
  });
});
