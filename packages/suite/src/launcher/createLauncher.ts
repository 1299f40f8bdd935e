import { availableParallelism } from 'node:os';
import type { Launcher } from './contract.ts';
import { InProcess } from './inProcess.ts';
import { LocalProcesses } from './local/localProcesses.ts';
import type { WorkerSetup } from './messages.ts';
import type { LauncherOptions } from './options.ts';
import { SlurmLauncher } from './slurm/slurmLauncher.ts';

/** What every launcher is made with. */
export interface LauncherContext {
  readonly setup: WorkerSetup;
  /** Child processes at a time, on this machine. */
  readonly processes: number;
  /** One line for the person who waits. */
  readonly report: (message: string) => void;
}

export function createLauncher(options: LauncherOptions, context: LauncherContext): Launcher {
  switch (options.type) {
    case 'in-process':
      return new InProcess(context.setup);
    case 'local':
      warnOfSharedCores(context);
      return new LocalProcesses(context.setup, context.processes, context.report);
    case 'slurm':
      return new SlurmLauncher(options, context.setup, context.report);
  }
}

/** Results do not depend on it; time does. */
function warnOfSharedCores({ setup, processes, report }: LauncherContext): void {
  const cores = availableParallelism();
  const { threads } = setup.arithmetic;
  const fitting = Math.max(1, Math.floor(cores / threads));
  if (processes <= fitting) return;
  report(
    `${String(processes)} processes × ${String(threads)} threads share ${String(cores)} cores: ` +
      `${String(fitting)} would be as fast.`,
  );
}
