import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian's packages, by the program that each must have brought. */
const programs = {
  munged: 'munge',
  slurmctld: 'slurm-wlm',
  slurmd: 'slurm-wlm',
  sbatch: 'slurm-wlm',
};

/** Likewise of what keeps an account of ended jobs: the database alone, without the machine's service. */
const accountingPrograms = {
  slurmdbd: 'slurmdbd',
  mariadbd: 'mariadb-server-core',
  'mariadb-install-db': 'mariadb-server-core',
  my_print_defaults: 'mariadb-client-core', // mariadb-install-db needs it
};
export type Program = keyof typeof programs | keyof typeof accountingPrograms;

/** Where a program is; daemons stand in folders that a user's PATH may lack. */
export function findProgram(name: Program): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** Packages that have to be installed before a cluster can start. */
export function missingPackages(): string[] {
  return missingOf(programs);
}

/** Packages that have to be installed besides before it can keep an account of ended jobs. */
export function missingAccountingPackages(): string[] {
  return missingOf(accountingPrograms);
}

/** Why a cluster, with an account of ended jobs or without, cannot be started here; undefined when it can. */
export function describeMissing(accounting = false): string | undefined {
  const missing = [...missingPackages(), ...(accounting ? missingAccountingPackages() : [])];
  if (missing.length === 0) return undefined;
  return `missing: ${missing.join(', ')}; on Debian as root: node --import tsx tools/slurm/setup.ts install`;
}

function missingOf(packages: Readonly<Partial<Record<Program, string>>>): string[] {
  const entries = Object.entries(packages) as [Program, string][];
  return [...new Set(entries.flatMap(([program, name]) => (findProgram(program) === undefined ? [name] : [])))];
}

/**
 * Installs packages with Debian's package manager, where it may. Returns why not, or undefined when all are there.
 * @param wanted by name; those that are installed already cost nothing.
 */
export function installPackages(wanted: readonly string[]): string | undefined {
  const missing = wanted.filter((name) => !isInstalled(name));
  if (missing.length === 0) return undefined;
  const names = `missing: ${missing.join(', ')}`;
  if (process.getuid?.() !== 0) return `${names}; packages can be installed by root alone`;
  if (spawnSync('apt-get', ['--version']).status !== 0) return `${names}; there is no apt-get here`;
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', ...missing]]) {
    const { status, stderr } = spawnSync('apt-get', args, { env: environment, encoding: 'utf8' });
    if (status !== 0) return `${names}; apt-get ${args[0] ?? ''} failed: ${stderr.trim().split('\n').at(-1) ?? ''}`;
  }
  return undefined;
}

function isInstalled(name: string): boolean {
  const { status, stdout } = spawnSync('dpkg-query', ['--show', '--showformat=${db:Status-Status}', name], {
    encoding: 'utf8',
  });
  return status === 0 && stdout === 'installed';
}
