import { UserError, validate, type Json, type Locate, type PluginReference, type PluginRegistry } from '@ballast/core';
import { isAbsolute, normalize } from 'node:path';
import type { AxisEntry, PublishedNumber } from '../results/types.ts';
import type { ConfigDocument } from './document.ts';
import { checkNames, publishedNumbers } from './names.ts';
import { Problems } from './problems.ts';
import { Resolver } from './resolver.ts';
import { SuiteFile } from './schema.ts';
import { chosenAxes, gridPoints, requireFeasible } from './axes.ts';

export interface ResolvedCorruption {
  readonly id: string;
  readonly label: string;
  readonly imbalance: PluginReference | undefined;
  readonly noise: PluginReference | undefined;
}

export interface ResolvedMethod {
  readonly id: string;
  readonly label: string;
  readonly method: PluginReference;
}

/** What the values of the axes may change: data, model, corruptions and methods, for one value of each axis. */
export interface ResolvedVariant {
  /** The value on each axis, by the axis's id. */
  readonly axes: Readonly<Record<string, string>>;
  readonly dataset: PluginReference;
  readonly data: SuiteFile['data'];
  readonly augmentation: SuiteFile['augmentation'];
  readonly model: PluginReference;
  readonly corruptions: readonly ResolvedCorruption[];
  readonly methods: readonly ResolvedMethod[];
  /** The file with what the values of the axes change: where each key of this variant was written. */
  readonly document: ConfigDocument;
}

/** A suite file with every plugin's options checked and every default filled in. */
export interface ResolvedSuite {
  readonly file: string;
  readonly title: string;
  readonly description: string;
  readonly limits: readonly string[];
  readonly axes: readonly AxisEntry[];
  /** One for each combination of the axes' values; one alone where there are no axes. */
  readonly variants: readonly [ResolvedVariant, ...ResolvedVariant[]];
  readonly seeds: readonly number[];
  readonly published: readonly PublishedNumber[];
  readonly report: SuiteFile['report'];
  readonly selection: SuiteFile['selection'];
  readonly execution: SuiteFile['execution'];
  /** As it is written there, unchecked: it decides nothing about the results. */
  readonly tracker: unknown;
  /** Likewise. */
  readonly launcher: unknown;
  readonly resultsFolder: string | undefined;
  readonly locate: Locate;
}

/** @throws UserError with every mistake in the file, each with its line. */
export function resolveSuite(document: ConfigDocument, registry: PluginRegistry): ResolvedSuite {
  const problems = new Problems();
  const { locate } = document;
  const file = problems.attempt(() => validate(SuiteFile, document.value, locate));
  if (file === undefined) return stop(problems);

  checkSeeds(file.seeds, locate, problems);
  checkNames(file, locate, problems);
  problems.attempt(() => { requireFeasible(file, locate); }); // prettier-ignore
  checkResultsFolder(file.resultsFolder, locate, problems);
  problems.throwIfAny();
  const variants = gridPoints(file, document).map(({ axes, document: changed }) =>
    resolveVariant(axes, changed, registry, problems),
  );
  problems.throwIfAny();
  const [first, ...others] = variants.filter((variant) => variant !== undefined);
  if (first === undefined) return stop(problems);
  const { title, description, limits, seeds, report, selection, execution, tracker, launcher, resultsFolder } = file;
  return {
    file: document.file,
    ...{ title, description, limits, seeds, report, selection, execution, tracker, launcher, resultsFolder },
    axes: chosenAxes(file),
    variants: [first, ...others],
    published: publishedNumbers(file),
    locate,
  };
}

function resolveVariant(
  axes: ResolvedVariant['axes'],
  document: ConfigDocument,
  registry: PluginRegistry,
  problems: Problems,
): ResolvedVariant | undefined {
  const file = problems.attempt(() => validate(SuiteFile, document.value, document.locate));
  if (file === undefined) return undefined;
  const resolver = new Resolver(document, registry, problems);
  const dataset = resolver.plugin('dataset', file.dataset, ['dataset']);
  const model = resolver.plugin('model', file.model, ['model']);
  const corruptions = resolver.corruptions(file);
  const methods = resolver.methods(file);
  if (dataset === undefined || model === undefined) return undefined;
  return { axes, dataset, data: file.data, augmentation: file.augmentation, model, corruptions, methods, document };
}

function stop(problems: Problems): never {
  problems.throwIfAny();
  throw new Error('a value is missing although no problem was found');
}

function checkSeeds(seeds: readonly number[], locate: Locate, problems: Problems): void {
  seeds.forEach((seed, index) => {
    if (seeds.indexOf(seed) === index) return;
    problems.add(
      new UserError({ what: `the seed ${String(seed)} stands here twice.`, where: locate(['seeds', index]) }),
    );
  });
}

/** A suite file from somebody else writes below the current folder, and nowhere else. */
function checkResultsFolder(folder: string | undefined, locate: Locate, problems: Problems): void {
  if (folder === undefined || (!isAbsolute(folder) && !normalize(folder).split(/[/\\]/).includes('..'))) return;
  problems.add(
    new UserError({
      what: `"${folder}" leads out of the current folder; a suite file may name one in it.`,
      where: locate(['resultsFolder']),
      fix: 'Name another place on the command line: --results FOLDER.',
    }),
  );
}

/** What the report prints as the suite that was run; names of files and machines stay out. */
export function describeSuite(suite: ResolvedSuite): Json {
  const { title, description, limits, seeds, selection, execution, variants } = suite;
  const [first] = variants;
  const grid = variants.length === 1 ? settingsOf(first) : { variants: variants.map(settingsOf) };
  const described = { title, description, limits, ...grid, seeds, selection, execution };
  return JSON.parse(JSON.stringify(described)) as Json; // leaves out what is undefined
}

function settingsOf({ axes, dataset, data, augmentation, model, corruptions, methods }: ResolvedVariant): object {
  return {
    ...(Object.keys(axes).length === 0 ? {} : { axes }),
    ...{ dataset, data, augmentation, model, corruptions, methods },
  };
}
