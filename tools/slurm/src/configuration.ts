import { availableParallelism, hostname, userInfo } from 'node:os';
import { join } from 'node:path';

/** What a cluster consists of. */
export interface Layout {
  /** Their names and ports; every node is this machine, with its part of the cores. */
  readonly nodes: readonly { readonly name: string; readonly port: number }[];
  readonly controllerPort: number;
  /** Of the accounting daemon; undefined for a cluster that keeps no account of ended jobs. */
  readonly accountingPort: number | undefined;
  /** After so many seconds of silence a node is down, and its jobs go back into the queue. */
  readonly nodeTimeoutSeconds: number;
}

export const clusterName = 'ballast-test';

/**
 * `slurm.conf` of a cluster all of whose files stand in one folder, run by whoever starts it. No cgroups; ended jobs
 * stand in a text file, and a requeued job may start again at once. Jobs of the partition `urgent` put those of the
 * usual one back into the queue.
 */
export function slurmConfiguration(folder: string, layout: Layout): string {
  const user = userInfo().username;
  const settings: readonly (readonly [string, string])[] = [
    ['ClusterName', clusterName],
    ['SlurmctldHost', `${hostname()}(127.0.0.1)`],
    ['SlurmUser', user],
    ['SlurmdUser', user],
    ['AuthType', 'auth/munge'],
    // Requeued jobs wait until their old credential has expired: 120 s unless it says less.
    ['AuthInfo', `socket=${mungeSocket(folder)},cred_expire=5`],
    ['SlurmctldPort', String(layout.controllerPort)],
    ['SlurmctldPidFile', join(folder, 'slurmctld.pid')],
    ['SlurmdPidFile', join(folder, '%n.pid')],
    ['SlurmctldLogFile', join(folder, 'slurmctld.log')],
    ['SlurmdLogFile', join(folder, '%n.log')],
    ['StateSaveLocation', join(folder, 'state')],
    ['SlurmdSpoolDir', join(folder, 'spool', '%n')],
    ['SlurmdTimeout', String(layout.nodeTimeoutSeconds)],
    ['ProctrackType', 'proctrack/pgid'],
    ['TaskPlugin', 'task/none'],
    ['SwitchType', 'switch/none'],
    ['MpiDefault', 'none'],
    ['SelectType', 'select/cons_tres'],
    ['SelectTypeParameters', 'CR_Core'],
    ['SchedulerParameters', 'batch_sched_delay=0,sched_interval=2,bf_interval=2'],
    ...accountingSettings(folder, layout),
    ['JobAcctGatherType', 'jobacct_gather/none'],
    ['JobCompType', 'jobcomp/filetxt'],
    ['JobCompLoc', join(folder, 'ended-jobs.txt')],
    ['ReturnToService', '2'],
    ['KillWait', '2'],
    ['PreemptType', 'preempt/partition_prio'],
    ['PreemptMode', 'REQUEUE'],
    ['MessageTimeout', '5'],
  ];
  const cores = String(Math.max(1, Math.floor(availableParallelism() / layout.nodes.length)));
  const nodes = layout.nodes.map(({ name, port }) => {
    return `NodeName=${name} NodeHostname=${hostname()} NodeAddr=127.0.0.1 Port=${String(port)} CPUs=${cores} RealMemory=1000`;
  });
  const partitions = ['main Default=YES PriorityTier=1', 'urgent PriorityTier=10'].map((partition) => {
    return `PartitionName=${partition} Nodes=ALL MaxTime=INFINITE State=UP`;
  });
  return [...settings.map(inOneLine), ...nodes, ...partitions, ''].join('\n');
}

/** `slurmdbd.conf`: the accounting daemon, beside the database of {@link file://./database.ts}. */
export function accountingConfiguration(folder: string, port: number): string {
  const settings: readonly (readonly [string, string])[] = [
    ['AuthType', 'auth/munge'],
    ['AuthInfo', `socket=${mungeSocket(folder)}`],
    ['DbdHost', hostname()],
    ['DbdAddr', '127.0.0.1'],
    ['DbdPort', String(port)],
    ['SlurmUser', userInfo().username],
    ['PidFile', join(folder, 'slurmdbd.pid')],
    ['LogFile', join(folder, 'slurmdbd.log')],
    ['StorageType', 'accounting_storage/mysql'],
    ['StorageHost', 'localhost'], // by the socket that MYSQL_UNIX_PORT names
    ['StorageUser', userInfo().username],
    ['StorageLoc', 'slurm_accounting'],
  ];
  return [...settings.map(inOneLine), ''].join('\n');
}

function accountingSettings(folder: string, { accountingPort }: Layout): (readonly [string, string])[] {
  if (accountingPort === undefined) return [['AccountingStorageType', 'accounting_storage/none']];
  return [
    ['AccountingStorageType', 'accounting_storage/slurmdbd'],
    ['AccountingStorageHost', '127.0.0.1'],
    ['AccountingStoragePort', String(accountingPort)],
    ['AccountingStoragePass', mungeSocket(folder)],
  ];
}

function mungeSocket(folder: string): string {
  return join(folder, 'munge', 'socket');
}

function inOneLine([name, value]: readonly [string, string]): string {
  return `${name}=${value}`;
}
