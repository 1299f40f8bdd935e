import { UserError, type ImageDataset, type Method, type Network, type PluginRegistry } from '@ballast/core';
import { Problems, locateError } from '../config/problems.ts';
import type { ResolvedSuite } from '../config/resolve.ts';
import { drawTask } from '../launcher/taskData.ts';

/**
 * Tries out what can go wrong before anything is computed: the network of this data set, each method on it,
 * each corruption's draw.
 * @throws UserError with every mistake, each with its line.
 */
export function checkSuite(
  suite: ResolvedSuite,
  registry: PluginRegistry,
  methods: ReadonlyMap<string, Method>,
  dataset: ImageDataset,
): void {
  const problems = new Problems();
  const network = problems.attempt(() =>
    locateError(suite.locate(['model']), () => buildNetwork(suite, registry, dataset)),
  );
  for (const [id, method] of methods) {
    problems.attempt(() => {
      locateError(suite.locate(['methods', id]), () => {
        if (network !== undefined) method.check?.(network);
        requireMetaSet(suite, method);
      });
    });
  }
  checkDraws(suite, registry, dataset, problems);
  problems.throwIfAny();
}

function buildNetwork(suite: ResolvedSuite, registry: PluginRegistry, dataset: ImageDataset): Network {
  const { imageShape, classNames } = dataset;
  return registry
    .instantiate('model', suite.model)
    .build({ imageShape, classCount: classNames.length, head: 'linear' });
}

function requireMetaSet({ data, locate }: ResolvedSuite, method: Method): void {
  if (!method.usesMetaSet || data.meta.perClass > 0) return;
  throw new UserError({
    what: 'this method learns from a meta set, and the suite has none.',
    fix: `Set data.meta.perClass to at least 1 (${locate(['data'])}).`,
  });
}

/** One draw of each corruption: class counts are the same for every seed. */
function checkDraws(suite: ResolvedSuite, registry: PluginRegistry, dataset: ImageDataset, problems: Problems): void {
  const seed = suite.seeds[0] ?? 0;
  for (const { id, imbalance, noise } of suite.corruptions) {
    const config = { dataset: suite.dataset, data: suite.data, imbalance, noise, seed };
    problems.attempt(() => locateError(suite.locate(['corruptions', id]), () => drawTask(registry, config, dataset)));
  }
}
