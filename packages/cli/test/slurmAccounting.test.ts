import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../../tools/slurm/src/cluster.ts';
import { describeMissing } from '../../../tools/slurm/src/packages.ts';
import { openGate } from './gate.ts';
import { allowed, SlurmSuite, startCluster, stopCluster, suite } from './slurmSuite.ts';
import { patient, until } from './support.ts';

const missing = describeMissing(true);
if (missing !== undefined) console.warn(`Skipped: the account of ended jobs on a Slurm cluster (${missing}).`);

describe.skipIf(missing !== undefined)('the status of a suite whose jobs have ended', patient, () => {
  let cluster: Cluster | undefined;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 2, accounting: true });
  }, patient.timeout);
  afterAll(() => stopCluster(cluster));

  const slurm = (program: string, ...args: string[]): string => {
    const { status, stdout, stderr } = cluster!.run(program, args);
    expect(status, stderr).toBe(0);
    return stdout.trim();
  };
  const stateOf = (element: string): string => slurm('sacct', '--noheader', '--parsable2', '--allocations', '--format=State', `--jobs=${element}`); // prettier-ignore

  it('says how: cancelled while it ran or waited, out of time; from the database alone, if need be', async () => {
    const deaf = suite.replace('warningSeconds: 10', "warningSeconds: 10, arguments: ['--signal=B:URG@1']");
    const cells = new SlurmSuite(deaf); // no job hears that its time is nearly up
    const running = await cells.startHeld();
    await until(() => cells.hasReached(1, allowed));
    running.child.kill('SIGKILL'); // nobody looks after the jobs from now on
    await running.ended;
    const array = slurm('squeue', '--noheader', '--format=%F').split('\n')[0] ?? '';

    slurm('scontrol', 'update', `JobId=${array}_1`, 'TimeLimit=1');
    slurm('scancel', `${array}_[2-3]`);
    slurm('scancel', `${array}_0`);
    const states = (): string[] => [0, 1].map((element) => stateOf(`${array}_${String(element)}`));
    await until(() => states().join() === `CANCELLED by ${String(process.getuid?.())},TIMEOUT`);
    await until(() => slurm('squeue', '--noheader') === ''); // the database may know before the queue does

    const ended = [
      new RegExp(`small-batches__flip2__seed0  training  epoch 3/8  job ${array}_0 CANCELLED on node`),
      new RegExp(`small-batches__flip2__seed1  training  epoch 3/8  job ${array}_1 TIMEOUT on node`),
      new RegExp(`large-batches__flip2__seed0  training  epoch 0  job ${array}_2 CANCELLED`),
      new RegExp(`large-batches__flip2__seed1  training  epoch 0  job ${array}_3 CANCELLED`),
    ];
    const { stdout } = await cells.status();
    for (const line of ended) expect(stdout).toMatch(line);
    expect(stdout).not.toContain('queue is not known');

    await cluster?.kill('slurmctld');
    const alone = await cells.status();
    expect(alone.stdout).toContain("The cluster's queue is not known");
    for (const line of ended) expect(alone.stdout).toMatch(line);

    await cluster?.startDaemon('slurmctld');
    openGate(cells.folder);
    const { code, stdout: said } = await cells.run();
    expect(said).toContain('4 of 4 are finished.');
    expect(code).toBe(0);
    expect((await cells.status()).stdout).toMatch(/^\S+: 4 of 4 cells done\n$/);
  });
});
