import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './packages.ts';

/** Where a cluster's database is reached; nobody else's, and no port. */
export function databaseSocket(folder: string): string {
  return join(folder, 'database.socket');
}

/** MariaDB with the data of a cluster alone, small, and without the machine's settings. */
export function databaseArguments(folder: string): string[] {
  return [
    '--no-defaults',
    `--user=${userInfo().username}`,
    `--datadir=${dataFolder(folder)}`,
    `--socket=${databaseSocket(folder)}`,
    `--pid-file=${join(folder, 'mariadbd.pid')}`,
    `--log-error=${join(folder, 'mariadbd.log')}`,
    '--skip-networking',
    '--innodb-buffer-pool-size=64M',
    '--innodb-lock-wait-timeout=900', // as Slurm wants it
    '--innodb-flush-log-at-trx-commit=0', // what a test keeps need not survive the machine
  ];
}

/** Makes an empty database; whoever starts the cluster may do everything in it. @throws Error when MariaDB does not. */
export function createDatabase(folder: string): void {
  mkdirSync(dataFolder(folder), { recursive: true, mode: 0o700 });
  const user = userInfo().username;
  const { status, stderr, stdout } = spawnSync(
    findProgram('mariadb-install-db') ?? 'mariadb-install-db',
    [
      '--no-defaults',
      `--user=${user}`,
      `--datadir=${dataFolder(folder)}`,
      '--auth-root-authentication-method=socket',
      `--auth-root-socket-user=${user}`,
      '--skip-test-db',
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`mariadb-install-db fails: ${stderr}${stdout}`);
}

function dataFolder(folder: string): string {
  return join(folder, 'database');
}
