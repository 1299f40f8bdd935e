import { Command } from 'commander';

export function planCommand(): Command {
  return new Command('plan')
    .description('For programs: print as JSON what runs of suites would do, a line for each suite.')
    .argument('<suites...>', 'their names, folders or files; those of the first one’s backend and threads are planned')
    .action(async (suites: string[]) => {
      const { planSuites } = await import('@ballast/suite');
      for await (const planned of planSuites(suites)) process.stdout.write(`${JSON.stringify(planned)}\n`);
    });
}
