import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../../tools/slurm/src/cluster.ts';
import { describeMissing } from '../../../tools/slurm/src/packages.ts';
import { openGate } from './gate.ts';
import { allowed, parentOf, resultsOf, SlurmSuite, startCluster, stopCluster, suite, temporary, variableOf } from './slurmSuite.ts'; // prettier-ignore
import { ballast, comparableResults, patient, suiteInTemporaryFolder, until } from './support.ts';

const missing = describeMissing();
if (missing !== undefined) console.warn(`Skipped: suites on a Slurm cluster of two nodes (${missing}).`);

describe.skipIf(missing !== undefined)('a suite on a cluster of two nodes', patient, () => {
  let cluster: Cluster | undefined;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 2, nodeTimeoutSeconds: 20 });
  }, patient.timeout);
  afterAll(() => stopCluster(cluster));

  const inQueue = (format: string): string[] => {
    const { stdout } = cluster!.run('squeue', ['--noheader', '--array', '--states=RUNNING', `--format=${format}`]);
    return stdout.trim().split('\n').sort();
  };

  it('ends with the same bytes on one of them when the other one is lost with its job', async () => {
    const local = temporary(suiteInTemporaryFolder(suite));
    await ballast(local, 'run', '.', '--launcher', 'local', '--results', 'results');
    const both = new SlurmSuite();
    const running = await both.startHeld();
    await until(() => both.hasReached(1, allowed));
    expect(inQueue('%N')).toEqual(['node1', 'node2']);

    await loseNode(both);
    await until(() => cluster?.run('sinfo', ['--noheader', '--nodes=node2', '--format=%T']).stdout.trim() === 'down*');
    openGate(both.folder);
    const { code, stdout } = await running.ended;
    expect(stdout).toContain('4 of 4 are finished.');
    expect(code).toBe(0);
    expect(both.waves()).toHaveLength(1); // the lost job went back into the queue; none was submitted anew
    expect(comparableResults(both.results)).toEqual(comparableResults(resultsOf(local)));
  });

  /** As if the second node had lost its power: its daemon, its jobs' own, and everything that those started. */
  async function loseNode(lost: SlurmSuite): Promise<void> {
    await cluster?.kill('node2');
    const jobs = lost.processes('.ts').filter((pid) => variableOf(pid, 'SLURMD_NODENAME') === 'node2');
    const [element] = jobs.filter((pid) => !jobs.includes(parentOf(pid)));
    expect(element).toBeDefined();
    for (const pid of [parentOf(element ?? 0), ...jobs]) process.kill(pid, 'SIGKILL');
  }
});
