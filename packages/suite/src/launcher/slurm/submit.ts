import { UserError } from '@ballast/core';
import type { Arithmetic } from '../../cells/cell.ts';
import type { SlurmOptions } from '../options.ts';
import { programOf } from '../program.ts';
import { runCommand } from './commands.ts';
import type { WaveFolder } from './wave.ts';

/** The shell becomes the element's process: the signal before the time limit reaches it alone (`B:`). */
export function jobScript(wave: WaveFolder): string {
  const { file, execArgv, environment } = programOf('slurm/element');
  const settings = Object.entries(environment).map(([name, value]) => `export ${name}=${quote(value)}`);
  const command = [process.execPath, ...execArgv, file, wave.folder].map(quote).join(' ');
  return ['#!/bin/sh', ...settings, `exec ${command}`, ''].join('\n');
}

/** What sbatch is given; `%a` in a file's name is the element's number. */
export function sbatchArguments(
  wave: WaveFolder,
  elementCount: number,
  options: SlurmOptions,
  { threads }: Pick<Arithmetic, 'threads'>,
): string[] {
  const { partition, account, time, memory, cpusPerTask = threads, warningSeconds } = options;
  const given = { partition, account, time, mem: memory };
  return [
    '--parsable',
    '--requeue',
    '--open-mode=append',
    `--job-name=${wave.name}`,
    `--array=0-${String(elementCount - 1)}`,
    `--cpus-per-task=${String(cpusPerTask)}`,
    `--signal=B:USR2@${String(warningSeconds)}`,
    `--output=${wave.logFile('%a')}`,
    ...Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`])),
    ...options.arguments,
    wave.scriptFile,
  ];
}

/**
 * Submits a wave. Undefined when the cluster took it; a text when it could not be asked, or has enough jobs for now:
 * try again later.
 * @throws UserError when it refuses.
 */
export async function submit(
  wave: WaveFolder,
  elementCount: number,
  options: SlurmOptions,
  arithmetic: Pick<Arithmetic, 'threads'>,
): Promise<string | undefined> {
  const { code, stderr } = await runCommand('sbatch', sbatchArguments(wave, elementCount, options, arithmetic));
  if (code === 0) return undefined;
  if (code === undefined) {
    throw new UserError({
      what: `sbatch cannot be started (${stderr}).`,
      where: 'launcher slurm',
      fix: 'Start this command on a machine that submits jobs, or choose another launcher: --launcher local.',
    });
  }
  if (mayPass.test(stderr)) return stderr;
  throw new UserError({
    what: `sbatch refuses the jobs: ${stderr}`,
    where: 'launcher slurm',
    fix: `Change the launcher's options (partition, account, time, memory, maximumArraySize, arguments). The command was: sbatch ${sbatchArguments(wave, elementCount, options, arithmetic).map(quote).join(' ')}`,
  });
}

/** The controller is away or busy, or the user has as many jobs as are allowed at a time. */
const mayPass =
  /unable to contact|timed out|connection refused|connection reset|temporarily unavailable|zero bytes|communication|unexpected message|QOS\w*Limit|Assoc\w*Limit|job violates accounting|MaxSubmitJob/i;

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
