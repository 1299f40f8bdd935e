// Differences in test accuracy between one method and every other, paired over seeds, from a results folder:
//   node tools/analysis/pairedDifferences.mjs results/digits-ten-seeds flip2 curvenet
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, corruption, method] = process.argv.slice(2);
if (method === undefined) {
  console.error('usage: node tools/analysis/pairedDifferences.mjs <results folder> <corruption> <method>');
  process.exit(2);
}

/** method → seed → accuracy of the last epoch in % */
const accuracies = new Map();
for (const name of readdirSync(join(folder, 'cells'))) {
  const [cellMethod, cellCorruption, seed] = name.split('__');
  if (cellCorruption !== corruption) continue;
  const { summary } = JSON.parse(readFileSync(join(folder, 'cells', name, 'summary.json'), 'utf8'));
  const bySeed = accuracies.get(cellMethod) ?? new Map();
  accuracies.set(cellMethod, bySeed.set(seed, 100 * summary.last.accuracy));
}

const own = accuracies.get(method);
for (const [other, bySeed] of accuracies) {
  if (other === method) continue;
  const differences = [...own].filter(([seed]) => bySeed.has(seed)).map(([seed, value]) => value - bySeed.get(seed));
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (differences.length - 1));
  const wins = differences.filter((value) => value > 0).length;
  console.log(`${method} − ${other}: ${mean.toFixed(1)} ± ${deviation.toFixed(1)}, ${wins} of ${differences.length}`);
}
