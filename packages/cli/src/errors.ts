import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import { ExitCode } from './exitCode.ts';

/** Says what went wrong on stderr; a user's mistake without a stack, anything else with its stack in a file. */
export function presentError(error: unknown): number {
  if (isUserError(error)) {
    process.stderr.write(`${pc.red('Error:')} ${printable(error.message)}\n`);
    return ExitCode.userError;
  }
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  process.stderr.write(`${pc.red('Ballast failed:')} ${printable(message)}\n${describeLog(stack)}\n`);
  return ExitCode.failure;
}

/** Messages repeat keys and file names: none may steer the terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '\uFFFD');
}

/** By name: importing the class would import the whole of core before `--help` is printed. */
function isUserError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'UserError';
}

function describeLog(stack: string): string {
  const file = join('results', 'error.log');
  try {
    mkdirSync('results', { recursive: true });
    writeFileSync(file, `${stack}\n`);
    return `  The details are in ${file}.`;
  } catch {
    return stack; // nothing can be written: better here than nowhere
  }
}
