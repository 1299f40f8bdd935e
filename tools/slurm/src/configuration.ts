import { availableParallelism, hostname, userInfo } from 'node:os';
import { join } from 'node:path';

export interface Ports {
  readonly controller: number;
  readonly node: number;
}

/**
 * `slurm.conf` of a cluster of one node, all of whose files stand in one folder, run by whoever starts it.
 * No cgroups, no accounting database; ended jobs stand in a text file, and a requeued job may start again at once. Jobs
 * of the partition `urgent` put those of the usual one back into the queue.
 */
export function slurmConfiguration(folder: string, { controller, node }: Ports): string {
  const user = userInfo().username;
  const cores = String(availableParallelism());
  const settings: readonly (readonly [string, string])[] = [
    ['ClusterName', 'ballast-test'],
    ['SlurmctldHost', `${hostname()}(127.0.0.1)`],
    ['SlurmUser', user],
    ['SlurmdUser', user],
    ['AuthType', 'auth/munge'],
    // Requeued jobs wait until their old credential has expired: 120 s unless it says less.
    ['AuthInfo', `socket=${join(folder, 'munge', 'socket')},cred_expire=5`],
    ['SlurmctldPort', String(controller)],
    ['SlurmdPort', String(node)],
    ['SlurmctldPidFile', join(folder, 'slurmctld.pid')],
    ['SlurmdPidFile', join(folder, 'slurmd.pid')],
    ['SlurmctldLogFile', join(folder, 'slurmctld.log')],
    ['SlurmdLogFile', join(folder, 'slurmd.log')],
    ['StateSaveLocation', join(folder, 'state')],
    ['SlurmdSpoolDir', join(folder, 'spool')],
    ['ProctrackType', 'proctrack/pgid'],
    ['TaskPlugin', 'task/none'],
    ['SwitchType', 'switch/none'],
    ['MpiDefault', 'none'],
    ['SelectType', 'select/cons_tres'],
    ['SelectTypeParameters', 'CR_Core'],
    ['SchedulerParameters', 'batch_sched_delay=0,sched_interval=2,bf_interval=2'],
    ['AccountingStorageType', 'accounting_storage/none'],
    ['JobAcctGatherType', 'jobacct_gather/none'],
    ['JobCompType', 'jobcomp/filetxt'],
    ['JobCompLoc', join(folder, 'ended-jobs.txt')],
    ['ReturnToService', '2'],
    ['KillWait', '2'],
    ['PreemptType', 'preempt/partition_prio'],
    ['PreemptMode', 'REQUEUE'],
    ['MessageTimeout', '5'],
  ];
  const nodeLine = `NodeName=${hostname()} NodeAddr=127.0.0.1 CPUs=${cores} RealMemory=1000`;
  const partitions = ['main Default=YES PriorityTier=1', 'urgent PriorityTier=10'].map((partition) => {
    return `PartitionName=${partition} Nodes=ALL MaxTime=INFINITE State=UP`;
  });
  return [...settings.map(([name, value]) => `${name}=${value}`), nodeLine, ...partitions, ''].join('\n');
}
