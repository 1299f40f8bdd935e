// Whether learned weights and raw losses find wrong labels, over all samples and within given classes, and how the
// weights depend on the class. Reads stores of earlier versions, whose summaries lack the areas within classes.
//   node --import tsx tools/analysis/noiseWithinClasses.ts results/curvenet-table1-cifar10 curvenet__
import { meanLosses } from '@ballast/core';
import { areaUnderRoc, areaUnderRocWithin, isMislabelled } from '@ballast/training';
import { readSuiteResults } from '@ballast/suite/results';

const [folder, part = ''] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: noiseWithinClasses.ts RESULTS_FOLDER [PART_OF_A_CELL_NAME]');

const numbers = (values: readonly number[]): string => values.map((value) => value.toFixed(2)).join(' ');

for (const cell of readSuiteResults(folder).cells) {
  if (cell.status !== 'finished' || !cell.name.includes(part)) continue;
  const [given, truth] = ['givenLabels', 'trueLabels'].map((name) => cell.array(name)?.data as Int32Array | undefined);
  if (given === undefined || truth === undefined) continue;
  const wrong = isMislabelled(given, truth);
  const curves = cell.lossCurves();
  const weights = cell.array('sampleWeights')?.data;
  const scores = {
    weights: weights && Array.from(weights, (weight) => -weight),
    'raw loss': curves && meanLosses(curves),
  };
  for (const [name, values] of Object.entries(scores)) {
    if (values === undefined) continue;
    const areas = [areaUnderRoc(values, wrong), areaUnderRocWithin(given, values, wrong)];
    const [over, within] = areas.map((area) => area?.toFixed(3) ?? '—');
    console.log(`${cell.name} ${name}: AUC ${String(over)}, within given classes ${String(within)}`);
  }
  if (weights === undefined) continue;
  const classes = [...new Set(given)].sort((one, other) => one - other);
  const samplesOf = (label: number) => [...given.keys()].filter((sample) => given[sample] === label);
  const means = (value: (sample: number) => number) =>
    classes.map((label) => samplesOf(label).reduce((sum, sample) => sum + value(sample), 0) / samplesOf(label).length);
  console.log(`  samples      ${classes.map((label) => samplesOf(label).length).join(' ')}`);
  console.log(`  wrong labels ${numbers(means((sample) => Number(wrong[sample])))}`);
  console.log(`  mean weight  ${numbers(means((sample) => weights[sample] as number))}`);
}
