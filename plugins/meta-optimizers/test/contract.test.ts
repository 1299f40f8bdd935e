import type { Plugin } from '@ballast/core';
import { metaOptimizerContract } from '@ballast/testing';
import metaOptimizers from '../src/index.ts';

const plugins = metaOptimizers as readonly Plugin<'meta optimizer'>[];

for (const plugin of plugins) metaOptimizerContract(plugin, {}, plugins, { matchesUnrolled: plugin.id !== 'slmo' });

for (const plugin of plugins.filter(({ id }) => id === 'slmo')) {
  metaOptimizerContract(plugin, { skippedStages: 2, gradient: 'unrolled' }, plugins, { matchesUnrolled: false });
}
