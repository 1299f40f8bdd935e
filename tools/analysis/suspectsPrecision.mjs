// How many suspects are mislabelled indeed, where the store knows the truth.
//   node tools/analysis/suspectsPrecision.mjs results/SUITE/cells/CELL suspects.json [100 1000 …]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [cell, list, ...counts] = process.argv.slice(2);
if (list === undefined) throw new Error('usage: suspectsPrecision.mjs CELL_FOLDER SUSPECTS_JSON [COUNT …]');

/** The int32 values of a .npy file of version 1.0. */
function labels(name) {
  const bytes = readFileSync(join(cell, `${name}.npy`));
  return new Int32Array(Uint8Array.from(bytes.subarray(10 + bytes.readUInt16LE(8))).buffer);
}

const [indices, given, truth] = ['indices', 'givenLabels', 'trueLabels'].map(labels);
const mislabelled = new Set(indices.filter((_, at) => given[at] !== truth[at]));
const suspects = JSON.parse(readFileSync(list, 'utf8')).filter(({ index }) => indices.includes(index));

console.log(`chance: ${(mislabelled.size / indices.length).toFixed(3)} of ${indices.length}`);
for (const count of counts.length > 0 ? counts.map(Number) : [100, 1000]) {
  const found = suspects.slice(0, count).filter(({ index }) => mislabelled.has(index)).length;
  console.log(`precision at ${count}: ${(found / Math.min(count, suspects.length)).toFixed(3)}`);
}
