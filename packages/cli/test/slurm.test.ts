import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../../tools/slurm/src/cluster.ts';
import { describeMissing } from '../../../tools/slurm/src/packages.ts';
import { closeGate, openGate } from './gate.ts';
import { allowed, epochLine, epochs, logOf, resultsOf, SlurmSuite, startCluster, stopCluster, suite, temporary } from './slurmSuite.ts'; // prettier-ignore
import { ballast, comparableResults, patient, suiteInTemporaryFolder, until } from './support.ts';

const missing = describeMissing();
if (missing !== undefined) console.warn(`Skipped: suites on a Slurm cluster (${missing}).`);

describe.skipIf(missing !== undefined)('a suite on a Slurm cluster', patient, () => {
  let cluster: Cluster;
  let expected: Record<string, string>;

  beforeAll(async () => {
    cluster = await startCluster();
    const local = temporary(suiteInTemporaryFolder(suite));
    await ballast(local, 'run', '.', '--launcher', 'local', '--results', 'results');
    expected = comparableResults(resultsOf(local));
    expect(Object.keys(expected).length).toBeGreaterThan(40);
  }, patient.timeout);

  afterEach(() => {
    cluster.run('scancel', [`--user=${String(process.getuid?.())}`]);
  });

  afterAll(() => stopCluster(cluster));

  it('is one job array, gives the bytes of local processes, and keeps the logs of its jobs', async () => {
    const cells = new SlurmSuite();
    const { code, stdout, stderr } = await cells.run();
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('4 cells ran now, 4 of 4 are finished.');
    expect(comparableResults(cells.results)).toEqual(expected);
    const [wave, ...others] = cells.waves();
    expect(others).toEqual([]);
    for (const element of [0, 1, 2, 3]) expect(logOf(wave, element)).toContain(epochLine(epochs));
    expect((await cells.run()).stdout).toContain('Nothing to do');
    expect(cells.waves()).toHaveLength(1);
  });

  it('runs small phases in turn in one job, and is several arrays where one may not have them all', async () => {
    const cells = new SlurmSuite();
    const { code, stdout } = await cells.run('launcher.phasesPerJob=3', 'launcher.maximumArraySize=1');
    expect(stdout).toContain('4 of 4 are finished.');
    expect(code).toBe(0);
    const phases = cells.waves().map((wave) => logOf(wave, 0).split(epochLine(epochs)).length - 1);
    expect(phases).toEqual([3, 1]);
    expect(comparableResults(cells.results)).toEqual(expected);
  });

  it('goes on when the submitting process is killed; the next one finds its jobs and submits none twice', async () => {
    const cells = new SlurmSuite();
    const killed = await cells.startHeld();
    killed.child.kill('SIGKILL');
    await killed.ended;
    const status = await cells.status();
    expect(status.stdout).toContain('0 of 4 cells done');
    expect(status.stdout).toContain('No process runs the suite');
    expect(status.stdout).toMatch(/small-batches__flip2__seed0 {2}training {2}epoch 3\/8 {2}job \d+_0 RUNNING on /);
    const next = cells.start();
    await until(() => next.stderr().includes('4 phases are with the cluster already.'));
    openGate(cells.folder);
    expect(await next.ended).toMatchObject({ code: 0 });
    expect(cells.waves()).toHaveLength(1);
    expect(comparableResults(cells.results)).toEqual(expected);
  });

  it('completes with the same bytes when controller, node daemon and a job are killed in the middle', async () => {
    const cells = new SlurmSuite();
    const running = await cells.startHeld();
    await cluster.waitUntilSaved();
    await cluster.kill('slurmctld');
    await cluster.kill('node1');
    for (const job of cells.processes('element.ts').slice(0, 1)) process.kill(job, 'SIGKILL');
    await until(() => /Slurm: .*controller.* Jobs go on; trying again\./.test(running.stderr()));
    openGate(cells.folder); // jobs end while nobody hears of it
    await cluster.startDaemon('slurmctld');
    await cluster.startDaemon('node1');
    const { code, stdout } = await running.ended;
    expect(stdout).toContain('4 of 4 are finished.');
    expect(code).toBe(0);
    expect(comparableResults(cells.results)).toEqual(expected);
  });

  it('is requeued at the signal before the time limit and goes on from its checkpoint', async () => {
    const cells = new SlurmSuite();
    const running = await cells.startHeld('--only', 'small-batches__flip2__seed0');
    const [job = ''] = cluster.run('squeue', ['--noheader', '--array', '--format=%i']).stdout.split('\n');
    cluster.run('scancel', ['--signal=USR2', '--batch', job]);
    closeGate(cells.folder, allowed + 1);
    await until(() => logOf(cells.waves()[0], 0).includes('back into the queue'));
    openGate(cells.folder);
    expect(await running.ended).toMatchObject({ code: 0 });
    expectTwoJobs(logOf(cells.waves()[0], 0));
    expectPartOfWhole(cells);
  });

  it('reaches a time limit of a minute, is requeued and goes on from its checkpoint', async () => {
    const cells = new SlurmSuite();
    const running = await cells.startHeld('launcher.time=00:01:00', '--only', 'small-batches__flip2__seed0');
    expect(cluster.run('squeue', ['--noheader', '--array', '--format=%l']).stdout.trim()).toBe('1:00');
    await until(() => logOf(cells.waves()[0], 0).includes('back into the queue'));
    openGate(cells.folder);
    expect(await running.ended).toMatchObject({ code: 0 });
    expectTwoJobs(logOf(cells.waves()[0], 0));
    expectPartOfWhole(cells);
  });

  it('makes way for a job of more priority, and comes to the same bytes when that has ended', async () => {
    const cells = new SlurmSuite();
    const running = await cells.startHeld();
    const { stderr } = cluster.run('sbatch', ['--partition=urgent', '--exclusive', '--wait', '--output=/dev/null', '--wrap=true']); // prettier-ignore
    expect(stderr).toBe('');
    openGate(cells.folder);
    expect(await running.ended).toMatchObject({ code: 0 });
    expect(cells.waves()).toHaveLength(1);
    expectTwoJobs(logOf(cells.waves()[0], 0));
    expect(comparableResults(cells.results)).toEqual(expected);
  });

  it('loses one cell to a process that dies, and completes it when asked', async () => {
    const cells = new SlurmSuite();
    const running = await cells.startHeld();
    for (const worker of cells.processes('worker.ts').slice(0, 1)) process.kill(worker, 'SIGKILL');
    openGate(cells.folder);
    const { code, stdout } = await running.ended;
    expect(code).toBe(1);
    expect(stdout).toContain('3 of 4 are finished.');
    expect(stdout).toContain('the process died (signal SIGKILL)');
    expect((await cells.run('--rerun', 'failed')).stdout).toContain('1 cell ran now, 4 of 4 are finished.');
    expect(comparableResults(cells.results)).toEqual(expected);
  });

  it('says what sbatch refuses, with the command', async () => {
    const refused = new SlurmSuite(suite.replace('{ type: slurm,', '{ type: slurm, partition: nowhere,'));
    const { code, stderr } = await refused.run();
    expect(code).toBe(2);
    expect(stderr).toMatch(/sbatch refuses the jobs: .*invalid partition/);
    expect(stderr).toContain('--partition=nowhere');
  });

  /** The phase was begun twice, and no epoch of it run twice. */
  function expectTwoJobs(log: string): void {
    expect(log.match(/small-batches__flip2__seed0/g)).toHaveLength(2);
    for (let epoch = 1; epoch <= epochs; epoch++) expect(log.split(epochLine(epoch))).toHaveLength(2);
  }

  /** Of a run of one cell alone. */
  function expectPartOfWhole({ results }: SlurmSuite): void {
    for (const [file, hash] of Object.entries(comparableResults(results))) {
      expect([file, hash]).toEqual([file, expected[file]]);
    }
  }
});
