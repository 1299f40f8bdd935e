import { Command, InvalidArgumentError, Option } from 'commander';
import { join, relative } from 'node:path';
import type { Evidence, NamedSuspect, Suspects } from '@ballast/report';
import type { CellImages } from '@ballast/suite';
import { printWarnings } from '../output.ts';
import { aboutSuite, resultsChoice, type SuiteOptions } from '../suiteOptions.ts';

interface Options extends SuiteOptions {
  readonly method?: string;
  readonly corruption?: string;
  readonly by?: Evidence;
  readonly perClass?: boolean;
  readonly count: number;
  readonly output?: string;
}

export function suspectsCommand(): Command {
  return aboutSuite(new Command('suspects'))
    .description(
      'List the training samples whose labels are most probably wrong, as CSV, JSON and a page to go through.',
    )
    .option('--method <name>', 'whose weights and losses are asked; without it, the first that learned weights')
    .option('--corruption <name>', 'of which corruption; without it, the first')
    .addOption(new Option('--by <evidence>', 'what speaks against a label').choices(['weight', 'loss', 'both']))
    .option('--per-class', 'rank each sample among those of its given label, so that no class fills the list')
    .option('--count <n>', 'how many samples', positiveInteger, 1000)
    .option('--output <folder>', 'where to write suspects.csv, suspects.json and suspects.html')
    .action(async (suite: string, overrides: string[], options: Options) => {
      const [{ findSuspects, nameSuspects }, { findResults, openCellImages, readSuiteResults }] = await Promise.all([
        import('@ballast/report'),
        import('@ballast/suite'),
      ]);
      const { root } = findResults(suite, resultsChoice(overrides, options));
      const results = readSuiteResults(root);
      printWarnings(results);
      const { method, corruption, by, perClass, count, output = join(root, 'suspects') } = options;
      const found = findSuspects(results, { method, corruption, evidence: by, perClass, count });
      const images = await openCellImages(suite, found.cells[0]?.config ?? null, complain).catch(withoutImages);
      const suspects = nameSuspects(found.suspects, results.classNames, images?.sources);
      await write(output, { title: results.title, classNames: results.classNames, found, suspects, images });
    });
}

interface Page {
  readonly title: string;
  readonly classNames: readonly string[];
  readonly found: Suspects;
  readonly suspects: readonly NamedSuspect[];
  readonly images: CellImages | undefined;
}

async function write(folder: string, { title, classNames, found, suspects, images }: Page): Promise<void> {
  const [{ renderGallery, suspectsAsCsv, suspectsAsJson }, { writeFileAtomically }] = await Promise.all([
    import('@ballast/report'),
    import('@ballast/suite/results'),
  ]);
  const explanation = explain(found, suspects.length);
  const thumbnails = await Promise.all(suspects.map(async ({ index }) => images?.thumbnail(index)));
  const page = renderGallery({ title: `${title}: suspects`, classNames, suspects, thumbnails, explanation });
  writeFileAtomically(join(folder, 'suspects.csv'), suspectsAsCsv(suspects));
  writeFileAtomically(join(folder, 'suspects.json'), suspectsAsJson(suspects));
  writeFileAtomically(join(folder, 'suspects.html'), page);
  process.stdout.write(`${explanation}\nPage: ${relative('', join(folder, 'suspects.html'))}\n`);
}

function explain({ cells, evidence }: Suspects, count: number): string {
  const [first] = cells;
  const by = { weight: 'learned weight', loss: 'mean training loss', both: 'learned weight and mean training loss' };
  const seeds = `${String(cells.length)} ${cells.length === 1 ? 'seed' : 'seeds'}`;
  return `${String(count)} samples, most doubtful first by ${by[evidence]} (${first?.method ?? ''}, ${first?.corruption ?? ''}, ${seeds}).`;
}

/** Results are read where their images are no more. */
function withoutImages(error: unknown): undefined {
  if (!(error instanceof Error) || error.name !== 'UserError') throw error;
  complain(`The list has no paths and the page no images: ${error.message}`);
}

function complain(message: string): void {
  process.stderr.write(`${message}\n`);
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a positive integer.');
}
