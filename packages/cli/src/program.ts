import { Command, CommanderError } from 'commander';
import { createPluginCommand } from './commands/createPlugin.ts';
import { dataCommand } from './commands/data.ts';
import { doctorCommand } from './commands/doctor.ts';
import { planCommand } from './commands/plan.ts';
import { exportCommand } from './commands/export.ts';
import { pluginsCommand } from './commands/plugins.ts';
import { predictCommand } from './commands/predict.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { schemaCommand } from './commands/schema.ts';
import { statusCommand } from './commands/status.ts';
import { suspectsCommand } from './commands/suspects.ts';
import { tableCommand } from './commands/table.ts';
import { trackCommand } from './commands/track.ts';
import { tuneCommand } from './commands/tune.ts';
import { presentError } from './errors.ts';
import { ExitCode } from './exitCode.ts';

/** Runs the command line; the answer is the process's exit code. */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode: number = ExitCode.success;
  const program = createProgram((code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.success : ExitCode.userError;
    return presentError(error);
  }
}

/** @param setExitCode what a command that ran says of its outcome. */
function createProgram(setExitCode: (code: number) => void): Command {
  const program = new Command('ballast')
    .description('Compares methods for learning classifiers from mislabelled, unbalanced data.')
    .showHelpAfterError('(ballast --help lists the commands)')
    .exitOverride();
  for (const create of [
    runCommand,
    tuneCommand,
    statusCommand,
    tableCommand,
    reportCommand,
    suspectsCommand,
    predictCommand,
    exportCommand,
    trackCommand,
    planCommand,
    pluginsCommand,
    schemaCommand,
    createPluginCommand,
    dataCommand,
    doctorCommand,
  ]) {
    program.addCommand(create(setExitCode).copyInheritedSettings(program));
  }
  return program;
}
