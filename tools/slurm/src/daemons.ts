import { join } from 'node:path';
import { databaseArguments, databaseSocket } from './database.ts';
import type { Program } from './packages.ts';

/** A process of a cluster. */
export interface Daemon {
  /** `munged`, `mariadbd`, `slurmdbd`, `slurmctld`, or the name of the node whose daemon it is. */
  readonly name: string;
  readonly program: Program;
  readonly args: readonly string[];
  /** Whether it goes into the background by itself, once it is up. */
  readonly leaves: boolean;
}

/** In the order in which they start. */
export function daemonsOf(folder: string, nodes: readonly string[], hasAccounting: boolean): Daemon[] {
  return [
    { name: 'munged', program: 'munged', args: mungeArguments(folder), leaves: true },
    ...(hasAccounting ? accountingDaemons(folder) : []),
    { name: 'slurmctld', program: 'slurmctld', args: [], leaves: true },
    ...nodes.map((name) => ({ name, program: 'slurmd', args: ['-N', name], leaves: true }) as const),
  ];
}

/** What every process of a cluster has in its environment. */
export function daemonEnvironment(folder: string): { readonly SLURM_CONF: string; readonly MYSQL_UNIX_PORT: string } {
  return { SLURM_CONF: join(folder, 'slurm.conf'), MYSQL_UNIX_PORT: databaseSocket(folder) };
}

function accountingDaemons(folder: string): Daemon[] {
  return [
    { name: 'mariadbd', program: 'mariadbd', args: databaseArguments(folder), leaves: false },
    { name: 'slurmdbd', program: 'slurmdbd', args: [], leaves: true },
  ];
}

function mungeArguments(folder: string): string[] {
  const munge = join(folder, 'munge');
  return [
    '--force', // the temporary folder's parents may be written by others
    `--socket=${join(munge, 'socket')}`,
    ...['key', 'seed'].map((name) => `--${name}-file=${join(munge, name)}`),
    `--pid-file=${join(folder, 'munged.pid')}`,
    `--log-file=${join(munge, 'log')}`,
  ];
}
