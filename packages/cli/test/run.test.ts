import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ballast, childrenOf, comparableFiles, loggedEpochs, start, suiteInTemporaryFolder, until } from './support.ts';

const tiny = `title: Tiny
dataset: digits
data: { meta: { perClass: 3 }, validation: { fraction: 0.1 } }
augmentation: { padding: 1, paddingMode: zero }
model: { type: mlp, hidden: [16] }
seeds: [0, 1]
corruptions:
  flip2: { label: 'flip2 0.4, ratio 4', imbalance: { type: exponential, ratio: 4 }, noise: { type: flip2, rate: 0.4 } }
methodDefaults: { epochs: 2, batchSize: 64 }
methods:
  cross-entropy: { type: plain }
  meta-only: { type: plain, trainOn: meta }
`;

const folders: string[] = [];
function folderOf(suite: string): string {
  const folder = suiteInTemporaryFolder(suite);
  folders.push(folder);
  return folder;
}
function resultsOf(folder: string): string {
  const [name] = readdirSync(join(folder, 'results')).filter((entry) => entry !== 'error.log');
  return join(folder, 'results', name ?? 'none');
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('ballast run', () => {
  it('prints the table of a suite, writes the report, and does nothing twice', async () => {
    const folder = folderOf(tiny);
    const first = await ballast(folder, 'run', '.');
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toMatch(/cross-entropy .*\d\d\.\d ± /);
    expect(first.stdout).toMatch(/meta-only † .*\d\d\.\d ± /);
    expect(first.stdout).toContain('4 cells ran now, 4 of 4 are finished.');
    const results = resultsOf(folder);
    expect(readFileSync(join(results, 'report.html'), 'utf8')).toContain('<!doctype html>');

    const before = comparableFiles(results);
    const written = statSync(join(results, 'cells')).mtimeMs;
    const second = await ballast(folder, 'run', 'suite.yaml');
    expect(second).toMatchObject({ code: 0 });
    expect(second.stdout).toContain('Nothing to do: 4 of 4 cells were finished before.');
    expect(comparableFiles(results)).toEqual(before);
    expect(statSync(join(results, 'cells')).mtimeMs).toBe(written);

    const table = await ballast(folder, 'table', '.');
    expect(table.code).toBe(0);
    expect(first.stdout).toContain(table.stdout.trim());
  });

  it('gives the same bytes in another folder, with another number of processes, after a kill', async () => {
    const suite = tiny.replace('epochs: 2', 'epochs: 40');
    const [whole, killed] = [folderOf(suite), folderOf(suite)];
    await ballast(whole, 'run', '.', '--processes', '1', '--results', 'results');

    const interrupted = start(killed, 'run', '.', '--processes', '2', '--results', 'results');
    await until(() => existsSync(join(killed, 'results')) && loggedEpochs(resultsOf(killed)) > 20);
    interrupted.child.kill('SIGKILL');
    await interrupted.ended;
    expect(loggedEpochs(resultsOf(killed))).toBeLessThan(4 * 40);

    const resumed = await ballast(killed, 'run', '.', '--processes', '2', '--results', 'results');
    expect(resumed.code).toBe(0);
    /** Without the index, which has the folder's name. */
    const bytes = (folder: string): Record<string, string | undefined> => ({
      ...comparableFiles(resultsOf(folder)),
      'suite.json': undefined,
    });
    expect(Object.keys(bytes(killed))).toEqual(Object.keys(bytes(whole)));
    expect(bytes(killed)).toEqual(bytes(whole));
  });

  it('stops cleanly on SIGINT, children too', async () => {
    const folder = folderOf(tiny.replace('epochs: 2', 'epochs: 400'));
    const running = start(folder, 'run', '.');
    await until(() => existsSync(join(folder, 'results')) && loggedEpochs(resultsOf(folder)) > 3);
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    expect(stdout).toContain('4 cells unfinished: the same command goes on from there.');
    expect(existsSync(join(resultsOf(folder), 'lock'))).toBe(false);
    const after = loggedEpochs(resultsOf(folder));
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(loggedEpochs(resultsOf(folder))).toBe(after);
  });

  it('goes on after a cell whose loss explodes, keeps its log, and runs it again when asked', async () => {
    const folder = folderOf(
      tiny.replace('meta-only: {', 'explodes: { schedule: { type: constant, learningRate: 1.0e30 },'),
    );
    const { code, stdout } = await ballast(folder, 'run', '.');
    expect(code).toBe(1);
    expect(stdout).toMatch(/cross-entropy .*\d\d\.\d ± /);
    expect(stdout).toMatch(/explodes .*failed/);
    expect(stdout).toMatch(/ailed.*: training: The loss became (NaN|Infinity) in epoch \d+, step \d+/);
    const again = await ballast(folder, 'run', '.');
    expect(again).toMatchObject({ code: 1 });
    expect(again.stdout).toContain('Nothing ran now: 2 of 4 cells were finished before.');
    const others = await ballast(folder, 'run', '.', '--only', 'cross-entropy');
    expect(others).toMatchObject({ code: 0 });
    expect(others.stdout).toContain('2 cells of those left out failed before.');
    expect(others.stdout).not.toContain('Failed:');
    const rerun = await ballast(folder, 'run', '.', '--rerun', 'failed', '--only', 'explodes__flip2__seed1');
    expect(rerun.stdout).toContain('1 cell ran now, 2 of 4 are finished.');
    expect(rerun).toMatchObject({ code: 1 });
  });

  it.skipIf(!existsSync('/proc/self/task'))(
    'loses one cell to a process that dies (skipped without /proc)',
    async () => {
      const folder = folderOf(tiny.replace('epochs: 2', 'epochs: 100'));
      const running = start(folder, 'run', '.', '--processes', '1');
      await until(() => existsSync(join(folder, 'results')) && loggedEpochs(resultsOf(folder)) > 10);
      for (const worker of childrenOf(running.child.pid)) process.kill(worker, 'SIGKILL');
      const { code, stdout } = await running.ended;
      expect(code).toBe(1);
      expect(stdout).toContain('4 cells ran now, 3 of 4 are finished.');
      expect(stdout).toContain('Failed: training: the process died (signal SIGKILL).');
      const again = await ballast(folder, 'run', '.', '--rerun', 'failed');
      expect(again).toMatchObject({ code: 0 });
      expect(again.stdout).toContain('1 cell ran now, 4 of 4 are finished.');
    },
  );

  it('counts a cell with a damaged file as unfinished, says so, and computes it anew', async () => {
    const folder = folderOf(tiny);
    await ballast(folder, 'run', '.');
    const cells = join(resultsOf(folder), 'cells');
    const [damaged] = readdirSync(cells);
    const before = comparableFiles(resultsOf(folder));
    writeFileSync(join(cells, damaged ?? '', 'summary.json'), '{"id": "');
    const table = await ballast(folder, 'table', '.');
    expect(table.stderr).toContain(`Warning: ${damaged ?? ''}: a stored file is missing or damaged`);
    const { stdout } = await ballast(folder, 'run', '.');
    expect(stdout).toContain('1 cell ran now, 4 of 4 are finished.');
    expect(comparableFiles(resultsOf(folder))).toEqual(before);
  });

  it('refuses a second run of the same suite at the same time', async () => {
    const folder = folderOf(tiny.replace('epochs: 2', 'epochs: 400'));
    const running = start(folder, 'run', '.');
    await until(() => existsSync(join(folder, 'results')) && loggedEpochs(resultsOf(folder)) > 3);
    const { code, stderr } = await ballast(folder, 'run', '.');
    running.child.kill('SIGINT');
    await running.ended;
    expect(code).toBe(2);
    expect(stderr).toContain(`this suite is being run already, by process ${String(running.child.pid)}`);
  });
});

describe('a user’s mistake ends with exit code 2, a message, and no stack', () => {
  const folder = folderOf(tiny.replace('type: exponential', 'type: exponentail'));

  it.each([
    [['run', '.'], /suite\.yaml:\d+ corruptions\.flip2\.imbalance\.type: .*\n.*Did you mean "exponential"/],
    [['run', 'nowhere'], /nowhere: there is no such suite\./],
    [['table', 'nowhere'], /there are no results here/],
    [['rnu'], /Did you mean run/],
    [['run', '.', '--procesess', '2'], /Did you mean --processes/],
    [['run', '.', '--processes', 'many'], /positive integer/],
  ])('%j', async (args, message) => {
    const { code, stderr } = await ballast(folder, ...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'results'))).toBe(false);
  });
});

describe('ballast plugins', () => {
  it('lists kind, name, options with defaults, and source', async () => {
    const { code, stdout } = await ballast(folderOf(tiny), 'plugins', 'loss');
    expect(code).toBe(0);
    expect(stdout).toMatch(/loss {2}focal {2}\(.*plugins\/focal\/src\/index\.ts\)/);
    expect(stdout).toMatch(/gamma: number = \d/);
  });
});
