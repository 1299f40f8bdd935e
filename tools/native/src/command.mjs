import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** A step that did not work, in words for the person who waits. */
export class SetupError extends Error {}

/** The command that runs now, ended together with the set-up. */
let running;

/**
 * Runs a command to its end. What it prints goes to the terminal, or to `log` where one is given.
 * @throws SetupError when it cannot be started or fails.
 */
export async function run(command, options, { cwd, env = {}, log } = {}) {
  const output = log === undefined ? 'inherit' : openSync(log, 'a');
  try {
    const stdio = ['ignore', output, output];
    // A process group of its own: npm, make and the compiler end together.
    running = spawn(command, options, { cwd, env: { ...process.env, ...env }, stdio, detached: true });
    const outcome = await new Promise((resolve) => {
      running.once('error', (error) => resolve(error.message));
      running.once('exit', (code, signal) => resolve(code === 0 ? undefined : `ended with ${String(signal ?? code)}`));
    });
    if (outcome !== undefined) throw new SetupError(`${command} ${options.join(' ')}: ${outcome}.`);
  } finally {
    running = undefined;
    if (output !== 'inherit') closeSync(output);
  }
}

/** Ends the running command and everything it started. */
export function stopRunning() {
  if (running?.pid !== undefined) process.kill(-running.pid, 'SIGKILL');
}
