import { Command } from 'commander';
import { ExitCode } from '../exitCode.ts';

export function doctorCommand(setExitCode: (code: number) => void): Command {
  return new Command('doctor')
    .description('Say what computes on this machine, what is missing, and the command that mends it.')
    .action(async () => {
      const { diagnose } = await import('@ballast/tensor');
      const { backend, problem, versions, native } = await diagnose();
      const lines = [
        backend === undefined
          ? `Backend: none. ${problem ?? ''}`
          : `Backend: ${backend.backend}, ${String(backend.threads)} ${backend.threads === 1 ? 'thread' : 'threads'}`,
        ...Object.entries(versions).map(([name, version]) => `  ${name} ${version}`),
        `Native backend: ${native.installed ? 'installed' : 'not installed'}`,
        ...(native.problem === undefined ? [] : [`  does not load: ${native.problem}`]),
        ...native.missing.map(({ name, remedy }) => `  missing: ${name}. ${remedy}`),
        ...(native.command === undefined ? [] : [`  To ${native.installed ? 'use' : 'install'} it: ${native.command}`]),
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
      if (backend === undefined) setExitCode(ExitCode.failure);
    });
}
