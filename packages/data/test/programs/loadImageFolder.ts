// Loads an image folder and says what that cost: node loadImageFolder.ts ROOT CACHE
import { locateByPath, PluginRegistry } from '@ballast/core';
import plugins from '../../src/index.ts';

const [root, cacheDirectory] = process.argv.slice(2) as [string, string];
const registry = new PluginRegistry(plugins.map((plugin) => ({ plugin, source: '@ballast/data' })));
const reference = registry.resolve('dataset', { type: 'image-folder', root }, locateByPath);
const megabytes = () => process.memoryUsage().rss / 1e6;

const before = megabytes();
const start = performance.now();
const { train, test, classNames, imageShape } = await registry
  .instantiate('dataset', reference)
  .load({ cacheDirectory, report: () => undefined });
const after = megabytes();
console.log(
  JSON.stringify({
    counts: [train.count, test.count],
    classNames,
    imageShape,
    before,
    after,
    peak: (process.resourceUsage().maxRSS * 1024) / 1e6,
    seconds: (performance.now() - start) / 1000,
  }),
);
