import { describe, expect, it } from 'vitest';
import { PluginRegistry } from '@ballast/core';
import { readGolden } from '@ballast/testing';
import plugins from '../src/index.ts';

interface CorruptionGolden {
  readonly imbalance: readonly {
    readonly trainTotal: number;
    readonly classes: number;
    readonly metaPerClass: number;
    readonly ratio: number;
    readonly counts: readonly number[];
  }[];
}

const golden = readGolden<CorruptionGolden>('corruption');
const registry = new PluginRegistry(plugins.map((plugin) => ({ plugin, source: '@ballast/plugin-imbalance' })));

describe.skipIf(golden === undefined)('golden class counts', () => {
  it.each(golden?.imbalance ?? [])(
    '$classes classes of $trainTotal images, meta $metaPerClass a class, ratio $ratio',
    ({ trainTotal, classes, metaPerClass, ratio, counts }) => {
      const available = Array.from({ length: classes }, () => trainTotal / classes - metaPerClass);
      expect(registry.instantiate('imbalance', { type: 'exponential', ratio }).classCounts(available)).toEqual(counts);
    },
  );
});
