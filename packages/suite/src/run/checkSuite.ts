import { UserError, type ConfigPath, type ImageDataset, type Network, type PluginRegistry } from '@ballast/core';
import { contentId } from '../cells/canonicalJson.ts';
import { asJson } from '../cells/cell.ts';
import type { ConfigDocument } from '../config/document.ts';
import { locateError, Problems } from '../config/problems.ts';
import type { ResolvedMethod, ResolvedSuite, ResolvedVariant } from '../config/resolve.ts';
import { drawTask } from '../launcher/taskData.ts';
import type { MethodInstances } from './suitePlan.ts';

/** A variant of the suite with the data set that it is about. */
export interface LoadedVariant {
  readonly variant: ResolvedVariant;
  readonly dataset: ImageDataset;
}

/**
 * Tries out what can go wrong before anything is computed: the network of each data set, each method on it,
 * each corruption's draw.
 * @throws UserError with every mistake, each with its line.
 */
export function checkSuite(
  suite: ResolvedSuite,
  registry: PluginRegistry,
  methods: MethodInstances,
  loaded: readonly LoadedVariant[],
): void {
  const problems = new Problems();
  const drawn = new Set<string>();
  for (const { variant, dataset } of loaded) {
    const network = problems.attempt(() =>
      locateError(variant.document, [['model']], () => buildNetwork(variant, registry, dataset)),
    );
    for (const method of variant.methods) problems.attempt(() => { checkMethod(variant, method, methods, network); }); // prettier-ignore
    checkDraws(suite, variant, registry, dataset, drawn, problems);
  }
  problems.throwIfAny();
}

function buildNetwork({ model }: ResolvedVariant, registry: PluginRegistry, dataset: ImageDataset): Network {
  const { imageShape, classNames } = dataset;
  return registry.instantiate('model', model).build({ imageShape, classCount: classNames.length, head: 'linear' });
}

function checkMethod(
  { data, document }: ResolvedVariant,
  { id, method }: ResolvedMethod,
  methods: MethodInstances,
  network: Network | undefined,
): void {
  const places: ConfigPath[] = [['methods', id], ['methodDefaults'], []];
  locateError(document, places, () => {
    const instance = methods(method);
    if (network !== undefined) instance.check?.(network);
    if (instance.usesMetaSet && data.meta.perClass === 0) throw withoutMetaSet(document);
  });
}

function withoutMetaSet({ locate }: ConfigDocument): UserError {
  return new UserError({
    what: 'this method learns from a meta set, and the suite has none.',
    fix: `Set data.meta.perClass to at least 1 (${locate(['data'])}).`,
  });
}

/** One draw of each corruption: class counts are the same for every seed. */
function checkDraws(
  { seeds }: ResolvedSuite,
  { dataset: reference, data, corruptions, document }: ResolvedVariant,
  registry: PluginRegistry,
  dataset: ImageDataset,
  drawn: Set<string>,
  problems: Problems,
): void {
  for (const { id, imbalance, noise } of corruptions) {
    const config = { dataset: reference, data, imbalance, noise, seed: seeds[0] ?? 0 };
    const key = contentId(asJson(config));
    if (drawn.has(key)) continue;
    drawn.add(key);
    const places: ConfigPath[] = [['corruptions', id], []];
    problems.attempt(() => locateError(document, places, () => drawTask(registry, config, dataset)));
  }
}
