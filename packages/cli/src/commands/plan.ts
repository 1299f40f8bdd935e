import { Command } from 'commander';

export function planCommand(): Command {
  return new Command('plan')
    .description('For programs: print as JSON what runs of suites would do, a line for each suite.')
    .argument('<suites...>', 'their names, folders or files; those of the first one’s backend and threads are planned')
    .action(async (suites: string[]) => {
      process.setSourceMapsEnabled(false); // programs wait: reading the maps of hundreds of modules takes a tenth of it
      const { planSuites } = await import('@ballast/suite/plan');
      for await (const planned of planSuites(suites)) process.stdout.write(`${JSON.stringify(planned)}\n`);
    });
}
