import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is noted in place of being run. The shell's own commands and `sed` run as they are. */
const noted = ['ballast', 'npm', 'npx', 'node', 'pip', 'mlflow'];

/**
 * The commands of a page's shell blocks, in their order, as Bash reads them: variables filled in, quotes taken off,
 * comments left out. Files that the blocks write come to stand in the folder.
 * @throws Error for what Bash does not take, and for any other program.
 */
export function shellCommands(page: string, folder: string): string[][] {
  const script = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text]) => text as string).join('\n');
  const notes = join(folder, 'commands');
  writeFileSync(notes, '');
  const functions = noted.map((name) => `${name}() { printf '%s\\0' ${name} "$@" $'\\n' >> "$NOTES"; }`);
  execFileSync('bash', ['-euc', [...functions, script].join('\n')], {
    cwd: folder,
    env: { ...process.env, NOTES: notes },
  });
  const commands: string[][] = [[]];
  for (const word of readFileSync(notes, 'utf8').split('\0').slice(0, -1)) {
    if (word === '\n') commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands.slice(0, -1);
}

/** The arguments of Ballast's command line where it is one, whichever way it is called. */
export function ballastArguments([program, ...args]: readonly string[]): string[] | undefined {
  if (program === 'ballast') return args;
  if (program === 'npx' && args[0] === 'ballast') return args.slice(1);
  if (program !== 'npm') return undefined;
  if (args[0] === 'start') return ['run', 'experiments/digits'];
  return args[0] === 'run' && args[1] === 'ballast' ? args.slice(args[2] === '--' ? 3 : 2) : undefined;
}
