import { spawn } from 'node:child_process';
import { ballastScript } from '../ballastCommand.mjs';

/**
 * Lets Ballast compute cells and phases of one suite. What the store has of the code as it is now is not computed
 * again; what other code computed is.
 * @param {readonly { suite: string, cell?: string, phase?: string }[]} parts
 * @returns {Promise<{ finished: Set<string>, message: string }>} the names of those that are finished, and why others are not
 */
export async function computeParts(parts, workspaceRoot) {
  const names = parts.flatMap(({ cell, phase }) => (cell === undefined ? ['--phase', phase] : ['--cell', cell]));
  const args = [ballastScript, 'run', parts[0].suite, '--rerun', 'stale', '--json', ...names];
  const stdout = await ended(
    spawn(process.execPath, args, { cwd: workspaceRoot, stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  const outcome = parseOutcome(stdout);
  if (outcome === undefined)
    return { finished: new Set(), message: 'Ballast ended before it came to an outcome: see above.\n' };
  const finished = outcome.parts.filter((part) => part.finished).map(({ name }) => name);
  return { finished: new Set(finished), message: outcome.failures.join('\n') };
}

/** What the process writes; it is stopped when this one is stopped. */
function ended(child) {
  let stdout = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  const stop = (signal) => child.kill(signal);
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return new Promise((resolve) => {
    child.once('close', () => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve(stdout);
    });
  });
}

/** Undefined when the command ended before it came to an outcome. */
function parseOutcome(stdout) {
  try {
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}
