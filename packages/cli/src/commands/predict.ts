import { Command, Option } from 'commander';
import type { Prediction } from '@ballast/suite';
import { csvLine } from '../csvLine.ts';

interface Options {
  readonly cell?: string;
  readonly profile?: string;
  readonly results?: string;
  readonly format: 'csv' | 'json';
  readonly output?: string;
}

export function predictCommand(): Command {
  return new Command('predict')
    .description("Say what a finished cell's classifier sees in images, with probabilities.")
    .argument('<suite>', 'its name, its folder or its file')
    .argument('<images...>', 'image files')
    .option('--cell <text>', 'the cell whose name contains this, e.g. curvenet__flip2__seed0')
    .option('--profile <name>', 'a profile of the suite, e.g. smoke, instead of its default')
    .option('--results <folder>', 'where results stand')
    .addOption(new Option('--format <format>', 'as what').choices(['csv', 'json']).default('csv'))
    .option('--output <file>', 'write it there')
    .action(async (suite: string, images: string[], { cell, profile, results, format, output }: Options) => {
      const { classify, findClassifier, findResults, readSuiteResults, writeFileAtomically } =
        await import('@ballast/suite');
      const { root } = findResults(suite, { profile, resultsFolder: results });
      const { cells } = readSuiteResults(root);
      const kept = findClassifier({ root, cell }, (name) => cells.find((one) => one.name === name)?.config ?? null);
      const predictions = await classify(suite, kept, images);
      const text =
        format === 'json' ? `${JSON.stringify(predictions, null, 1)}\n` : asCsv(predictions, kept.stored.classNames);
      if (output === undefined) process.stdout.write(text);
      else writeFileAtomically(output, text);
    });
}

function asCsv(predictions: readonly Prediction[], classNames: readonly string[]): string {
  const rows = predictions.map(({ path, label, probability, probabilities }) => [
    path,
    label,
    probability,
    ...probabilities,
  ]);
  return [['path', 'label', 'probability', ...classNames], ...rows].map(csvLine).join('');
}
