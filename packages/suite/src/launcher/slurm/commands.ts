import { spawn } from 'node:child_process';

export interface CommandResult {
  /** Undefined when the program could not be started. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of Slurm's programs; never rejects. */
export function runCommand(program: string, args: readonly string[]): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += String(chunk)));
    child.stderr.on('data', (chunk) => (stderr += String(chunk)));
    child.once('error', (error) => {
      resolve({ code: undefined, stdout, stderr: error.message });
    });
    child.once('close', (code) => {
      resolve({ code: code ?? 1, stdout, stderr: stderr.trim() });
    });
  });
}
