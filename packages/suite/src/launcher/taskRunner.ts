import { discoverPlugins, UserError, type PluginRegistry } from '@ballast/core';
import { initializeBackend } from '@ballast/tensor';
import { suiteFolder, type SuiteFolder } from '../store/suiteFolder.ts';
import type { WorkerReport, WorkerSetup } from './messages.ts';
import { pluginsAtWork } from './pluginsAtWork.ts';
import { runPhase } from './runPhase.ts';
import { summarizeCell } from './summarizeCell.ts';
import { TaskData } from './taskData.ts';
import type { PhaseTask, Task } from './tasks.ts';

/** What every task of a worker needs. */
export interface WorkerEnvironment {
  readonly registry: PluginRegistry;
  readonly data: TaskData;
  readonly folder: SuiteFolder;
  readonly report: (message: WorkerReport) => void;
}

/** Runs tasks in this process. */
export class TaskRunner {
  private constructor(private readonly environment: WorkerEnvironment) {}

  static async create(setup: WorkerSetup, report: (message: WorkerReport) => void): Promise<TaskRunner> {
    const { registry } = await discoverPlugins(setup.pluginFolder);
    await initializeBackend(setup.arithmetic.backend);
    const notice = (message: string): void => {
      report({ type: 'notice', message });
    };
    const data = new TaskData(registry, { cacheDirectory: setup.cacheDirectory, report: notice });
    return new TaskRunner({ registry, data, folder: suiteFolder(setup.resultsRoot), report });
  }

  async run(task: Task): Promise<void> {
    if (task.kind === 'summary') return summarizeCell(task, this.environment);
    try {
      await runPhase(task, this.environment);
    } catch (error) {
      throw namingPlugins(error, task, this.environment);
    }
  }
}

/** The same error with the plugins that were at work: one of them is to be mended. A user's mistake has its place. */
function namingPlugins(error: unknown, { config }: PhaseTask, { registry }: WorkerEnvironment): unknown {
  if (error instanceof UserError) return error;
  const known = error instanceof Error ? error : new Error(String(error));
  known.message += ` (${pluginsAtWork(registry, config.method)})`;
  return known;
}
