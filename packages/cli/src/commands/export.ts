import { Command, Option } from 'commander';
import { relative } from 'node:path';
import type { ExportFormat } from '@ballast/suite';

const formats: readonly ExportFormat[] = ['safetensors', 'saved-model'];

interface Options {
  readonly cell?: string;
  readonly profile?: string;
  readonly results?: string;
  readonly format: ExportFormat;
  readonly output: string;
}

export function exportCommand(): Command {
  return new Command('export')
    .description("Write a finished cell's classifier for other programs, with its preprocessing.")
    .argument('<suite>', 'its name, its folder or its file')
    .option('--cell <text>', 'the cell whose name contains this, e.g. curvenet__flip2__seed0')
    .option('--profile <name>', 'a profile of the suite, e.g. smoke, instead of its default')
    .option('--results <folder>', 'where results stand')
    .addOption(new Option('--format <format>', 'as what').choices(formats).default('safetensors'))
    .requiredOption('--output <folder>', 'where to write it')
    .action(async (suite: string, { cell, profile, results, format, output }: Options) => {
      const { exportClassifier, findClassifier, findResults, readSuiteResults } = await import('@ballast/suite');
      const { root } = findResults(suite, { profile, resultsFolder: results });
      const { cells } = readSuiteResults(root);
      const kept = findClassifier({ root, cell }, (name) => cells.find((one) => one.name === name)?.config ?? null);
      const files = await exportClassifier(suite, kept, { format, folder: output });
      process.stdout.write(`${relative('', output) || '.'}: ${files.join(', ')} (preprocessing, classes)\n`);
    });
}
