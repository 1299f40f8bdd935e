import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readSuiteResults } from '@ballast/suite/results';
import { describe, expect, it } from 'vitest';
import { cifar10JpegMissing, cifar10JpegRoot } from '../../data/test/cifar10Jpeg.ts';
import { ballast, workspace } from './support.ts';

const humanLabels = join(workspace, '..', 'shared', 'data', 'cifar10n-labels.csv.gz');
const missing = cifar10JpegMissing ?? (existsSync(humanLabels) ? undefined : `${humanLabels} is not there`);
if (missing !== undefined) console.warn(`Skipped: the digits suite on CIFAR-10N (${missing}).`);

/** The digits suite with other images and another network; not a word more is changed. */
function digitsSuiteOn(dataset: object, model: object): string {
  const text = readFileSync(join(workspace, 'experiments/digits/suite.yaml'), 'utf8');
  const swapped = text
    .replace(/^dataset: .*$/m, () => `dataset: ${JSON.stringify(dataset)}`)
    .replace(/^model: .*$/m, () => `model: ${JSON.stringify(model)}`);
  expect(swapped.split('\n').filter((line) => !text.includes(line))).toHaveLength(2);
  return swapped;
}

describe.skipIf(missing !== undefined)('the digits suite with only `dataset` and `model` swapped', () => {
  it('runs CurveNet on human label noise of CIFAR-10N', { timeout: 600_000 }, async () => {
    const dataset = {
      type: 'subset',
      train: 300,
      test: 100,
      dataset: {
        type: 'mislabelled',
        dataset: { type: 'image-folder', root: await cifar10JpegRoot() },
        noise: { type: 'from-file', file: humanLabels, column: 'worse', key: 'file' },
      },
    };
    // Below the workspace, so that its ballast.config.yaml is found.
    const folder = mkdtempSync(join(workspace, '.cache', 'swap-'));
    const results = join(folder, 'results');
    try {
      writeFileSync(join(folder, 'suite.yaml'), digitsSuiteOn(dataset, { type: 'resnet', depth: 8, width: 4 }));
      const run = await ballast(folder, 'run', folder, '--only', 'curvenet__none__seed0', '--results', results);
      expect(run).toMatchObject({ code: 0 });
      const cell = readSuiteResults(join(results, basename(folder))).cells.find(({ status }) => status === 'finished');
      expect(cell).toMatchObject({ method: 'curvenet', corruption: 'none', seed: 0 });
      // The labels are people's: four in ten of them wrong, though the suite's corruption is `none`.
      const { cleanCounts = [], mislabelledCounts = [] } = cell?.summary ?? {};
      const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
      expect(total(mislabelledCounts) / (total(mislabelledCounts) + total(cleanCounts))).toBeCloseTo(0.4, 1);
      expect(cell?.summary?.noiseDetection?.sampleWeights).toBeDefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
