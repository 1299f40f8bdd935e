import { createHash } from 'node:crypto';
import { relative, resolve } from 'node:path';
import {
  BaseFolder,
  definePlugin,
  inject,
  injectable,
  PluginOptions,
  UserError,
  type CorruptedLabels,
  type NoiseInjector,
  type NoiseTask,
} from '@ballast/core';
import { z } from 'zod';
import { readLabelFile, readLabelTable, type LabelEntry } from './labelTable.ts';
import { readTorchTable } from './torchFile/torchTable.ts';

const Options = z.strictObject({
  file: z
    .string()
    .describe(
      'A CSV or CSV.gz file with a header, or a dictionary saved by PyTorch (.pt), as CIFAR-10N is published; relative paths start from the suite file.',
    ),
  column: z
    .string()
    .describe('The column, or the entry of the dictionary, of the given labels: class names or indices.'),
  key: z
    .enum(['index', 'file'])
    .default('index')
    .describe(
      "What a row is found by, also the name of that column: the image's place in the train part, or its path.",
    ),
});

type FromFileOptions = z.infer<typeof Options>;

/** Labels that people (or another program) gave, e.g. CIFAR-10N. */
@injectable()
class LabelsFromFile implements NoiseInjector {
  private readonly options: FromFileOptions;

  constructor(@inject(PluginOptions) options: FromFileOptions, @inject(BaseFolder) baseFolder: string) {
    this.options = { ...options, file: relative('', resolve(baseFolder, options.file)) };
  }

  contents(): string {
    return createHash('sha256').update(readLabelFile(this.options.file)).digest('hex');
  }

  corrupt(task: NoiseTask): CorruptedLabels {
    const table = tableOf(this.options, task);
    const labels = new Map(Array.from(table, ([name, entry]) => [name, labelOf(entry, task.classNames)] as const));
    const keys = keysOf(task, this.options);
    const givenLabels = Int32Array.from(keys, (name) => labels.get(name) ?? missingRow(name, this.options, table.size));
    return { givenLabels, transitionMatrix: undefined };
  }
}

function tableOf({ file, key, column }: FromFileOptions, task: NoiseTask): ReadonlyMap<string, LabelEntry> {
  if (!file.endsWith('.pt')) return readLabelTable(file, key, column);
  if (key === 'index') return readTorchTable(file, column, task);
  throw new UserError({ what: 'a .pt file names no images.', where: 'noise.key', fix: 'Use `key: index`.' });
}

function keysOf({ indices, sources }: NoiseTask, { key }: FromFileOptions): readonly string[] {
  if (key === 'index') return Array.from(indices, String);
  if (sources !== undefined) return sources;
  throw new UserError({
    what: 'the images of this data set come from no files.',
    where: 'noise.key',
    fix: 'Use `key: index`, the place of an image in the train part.',
  });
}

/** A class's own name first, else an index. */
function labelOf({ label, where }: LabelEntry, classNames: readonly string[]): number {
  const named = classNames.indexOf(label);
  if (named !== -1) return named;
  if (/^\d+$/.test(label) && Number(label) < classNames.length) return Number(label);
  throw new UserError({
    what: `"${label}" is no class.`,
    where,
    meant: `A label is one of 0 to ${String(classNames.length - 1)}, or a name: ${classNames.slice(0, 10).join(', ')}${classNames.length > 10 ? ' …' : ''}.`,
  });
}

function missingRow(name: string, { file, key }: FromFileOptions, rows: number): never {
  throw new UserError({
    what: `none of its ${String(rows)} rows has ${key} "${name}".`,
    where: file,
    fix: 'Every training image of the cell needs a row; is this the file for this data set?',
  });
}

export const fromFile = definePlugin({
  kind: 'noise',
  id: 'from-file',
  docs: { summary: 'Given labels from a file, such as the human labels of CIFAR-10N and CIFAR-100N.' },
  options: Options,
  use: LabelsFromFile,
});
