import { runCommand } from './commands.ts';

/** An element of a job array, as the queue or the account of ended jobs shows it. */
export interface QueuedElement {
  readonly wave: string;
  readonly element: number;
  /** `12_3`, as Slurm's commands take it. */
  readonly job: string;
  /** `PENDING`, `RUNNING`, `COMPLETING`, …; of one that has ended, how. */
  readonly state: string;
  /** Why it waits, in Slurm's words. */
  readonly reason: string;
  readonly node: string;
}

const fields = ['%j', '%F', '%K', '%T', '%r', '%N'];

/** This user's jobs in the queue that have a wave's name; undefined, with the reason, when the controller is silent. */
export async function readQueue(): Promise<{ elements: QueuedElement[] } | { problem: string }> {
  return askQueue([`--user=${String(process.getuid?.() ?? '')}`]);
}

/** @param choice of jobs, as arguments of squeue. */
export async function askQueue(
  choice: readonly string[],
): Promise<{ elements: QueuedElement[] } | { problem: string }> {
  const args = ['--noheader', '--array', `--format=${fields.join('|')}`, ...choice];
  const { code, stdout, stderr } = await runCommand('squeue', args);
  if (code !== 0) return { problem: stderr === '' ? `squeue ended with ${String(code)}` : stderr };
  return { elements: stdout.split('\n').flatMap(parseLine) };
}

function parseLine(line: string): QueuedElement[] {
  const [wave = '', job = '', element = '', state = '', reason = '', node = ''] = line.split('|');
  if (!wave.startsWith('ballast-') || !/^\d+$/.test(element)) return [];
  return [{ wave, element: Number(element), job: `${job}_${element}`, state, reason, node }];
}

export function keyOf(wave: string, element: number): string {
  return `${wave} ${String(element)}`;
}

/**
 * The state in which a job ended, e.g. `OUT_OF_MEMORY`: from the controller while it remembers, else from the
 * accounting database where there is one; undefined when neither knows.
 */
export async function endState(job: string): Promise<string | undefined> {
  const shown = await runCommand('scontrol', ['show', 'job', '--oneliner', job]);
  const state = /\bJobState=(\w+)/.exec(shown.stdout)?.[1];
  if (state !== undefined) return state;
  const [accounted = ''] = await askAccount([`--jobs=${job}`], ['State']);
  return accountedState(accounted);
}

/**
 * What the accounting database says of jobs, a line each, fields apart by `|`; none where there is no database, or it is
 * silent.
 * @param choice of jobs, as arguments of sacct.
 */
export async function askAccount(choice: readonly string[], columns: readonly string[]): Promise<string[]> {
  const args = ['--noheader', '--parsable2', '--allocations', `--format=${columns.join(',')}`, ...choice];
  const { code, stdout } = await runCommand('sacct', args);
  return code === 0 ? stdout.split('\n') : [];
}

/** `CANCELLED by 1000`: CANCELLED. */
export function accountedState(text: string): string | undefined {
  return /^\w+/.exec(text)?.[0];
}

/** Whether the controller knows that a job is neither running nor waiting. */
export async function hasLeftQueue(job: string): Promise<boolean> {
  const { code, stdout, stderr } = await runCommand('squeue', ['--noheader', `--jobs=${job}`, '--format=%T']);
  return code === 0 ? stdout.trim() === '' : /invalid job id/i.test(stderr);
}
