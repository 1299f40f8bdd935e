import { UserError, validate, type Json, type Locate, type PluginReference, type PluginRegistry } from '@ballast/core';
import type { YamlDocument } from './document.ts';
import { Problems } from './problems.ts';
import { Resolver } from './resolver.ts';
import { SuiteFile } from './schema.ts';

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

/** A suite file with every plugin's options checked and every default filled in. */
export interface ResolvedSuite {
  readonly file: string;
  readonly title: string;
  readonly description: string;
  readonly limits: readonly string[];
  readonly dataset: PluginReference;
  readonly data: SuiteFile['data'];
  readonly augmentation: SuiteFile['augmentation'];
  readonly model: PluginReference;
  readonly seeds: readonly number[];
  readonly corruptions: readonly ResolvedCorruption[];
  readonly methods: readonly ResolvedMethod[];
  readonly selection: SuiteFile['selection'];
  readonly execution: SuiteFile['execution'];
  /** As it is written there, unchecked: it decides nothing about the results. */
  readonly tracker: unknown;
  readonly resultsFolder: string | undefined;
  readonly locate: Locate;
}

/** @throws UserError with every mistake in the file, each with its line. */
export function resolveSuite(document: YamlDocument, registry: PluginRegistry): ResolvedSuite {
  const problems = new Problems();
  const { locate } = document;
  const file = problems.attempt(() => validate(SuiteFile, document.value, locate));
  if (file === undefined) return stop(problems);

  const resolver = new Resolver(document, registry, problems);
  checkSeeds(file.seeds, locate, problems);
  const dataset = resolver.plugin('dataset', file.dataset, ['dataset']);
  const model = resolver.plugin('model', file.model, ['model']);
  const corruptions = resolver.corruptions(file.corruptions);
  const methods = resolver.methods(file);
  problems.throwIfAny();
  if (dataset === undefined || model === undefined) return stop(problems);
  return {
    ...file,
    file: document.file,
    dataset,
    model,
    corruptions,
    methods,
    tracker: file.tracker,
    resultsFolder: file.resultsFolder,
    locate,
  };
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

/** What the report prints as the suite that was run; names of files and machines stay out. */
export function describeSuite(suite: ResolvedSuite): Json {
  const described = { ...suite, file: undefined, locate: undefined, resultsFolder: undefined, tracker: undefined };
  return JSON.parse(JSON.stringify(described)) as Json; // leaves out what is undefined
}
