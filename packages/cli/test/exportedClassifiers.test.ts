import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import {
  classify,
  exportClassifier,
  findClassifier,
  findResults,
  readSuiteResults,
  type KeptClassifier,
  type Prediction,
} from '@ballast/suite';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDigits } from './digitImages.ts';
import { pythonTensorFlow } from './pythonTensorFlow.ts';
import { askSavedModels, expectAsExact } from './savedModels.ts';
import { ballast, patient, workspace } from './support.ts';

/** By what the classifier is besides the suite's model. */
const methods = {
  alone: '{ type: plain }',
  'cosine head': '{ type: plain, loss: ldam }',
  'class priors': '{ type: plain, adjustLogits: { tau: 1.5 } }',
  'two networks': '{ type: dividemix, warmUpEpochs: 1, warmUpBatchSize: 16, ensemble: probabilities }',
  'transition matrix': '{ type: forward-correction, pretraining: { epochs: 1, batchSize: 16 } }',
};
const plugins = ['plain', 'samplers', 'cross-entropy', 'ldam', 'dividemix', 'transition-matrices'];

const folder = mkdtempSync(join(tmpdir(), 'ballast-export-'));
let files: readonly string[] = [];

const names = Object.keys(methods);
const idOf = (name: string): string => name.replaceAll(' ', '-');
const exportedTo = (name: string): string => join(folder, `exported-${idOf(name)}`);

function keptClassifier(name: string): KeptClassifier {
  const { root } = findResults(folder, { profile: undefined, resultsFolder: join(folder, 'results') });
  const { cells } = readSuiteResults(root);
  return findClassifier({ root, cell: `${idOf(name)}__own` }, (id) => cells.find((cell) => cell.name === id)!.config);
}

/** [K][K] of the test images after the last epoch, as the cell's summary has it. */
function confusionOf({ cell }: KeptClassifier): unknown {
  const [store = ''] = readdirSync(join(folder, 'results'));
  const file = join(folder, 'results', store, 'cells', cell.name, 'summary.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { summary: { confusion: unknown } }).summary.confusion;
}

beforeAll(async () => {
  await writeDigits(join(folder, 'train'), { perClass: 16 });
  files = await writeDigits(join(folder, 'test'), { perClass: 8, from: 16 });
  const sources = ['packages/data', 'packages/models', ...plugins.map((name) => `plugins/${name}`)];
  const lines = sources.map((name) => `  - ${join(workspace, name, 'src/index.ts')}`);
  writeFileSync(join(folder, 'ballast.config.yaml'), ['plugins:', ...lines].join('\n'));
  const rows = Object.entries(methods).map(([name, method]) => `  ${idOf(name)}: ${method}`);
  const suite = `title: Classifiers to take away
dataset: { type: unchecked-images, images: train, test: test }
model: { type: resnet, depth: 8, width: 4 }
seeds: [0]
corruptions: { own: {} }
methodDefaults: { epochs: 3, batchSize: 16, schedule: { type: constant, learningRate: 0.02 } }
methods:
${rows.join('\n')}
`;
  writeFileSync(join(folder, 'suite.yaml'), suite);
  const run = await ballast(folder, 'run', folder, '--results', join(folder, 'results'));
  expect(run.code, run.stdout + run.stderr).toBe(0);
}, patient.timeout);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a finished cell’s classifier', () => {
  it.each(names)('predicts as it did when it was evaluated: %s', async (name) => {
    const kept = keptClassifier(name);
    const confusion = kept.stored.classNames.map(() => kept.stored.classNames.map(() => 0));
    const predictions = await classify(folder, kept, files);
    predictions.forEach(({ path, label }) => {
      const [row, column] = [basename(dirname(path)), label].map((name) => kept.stored.classNames.indexOf(name));
      confusion[row!]![column!]! += 1;
    });
    expect(confusion).toEqual(confusionOf(kept));
  });

  it('is exported as a SavedModel that gives the same logits in Python', patient, async ({ skip }) => {
    const expected = new Map<string, readonly Prediction[]>();
    for (const name of names) {
      const kept = keptClassifier(name);
      const written = await exportClassifier(folder, kept, { format: 'saved-model', folder: exportedTo(name) });
      expect(written).toEqual(['saved_model.pb', 'model.json']);
      expected.set(exportedTo(name), await classify(folder, kept, files));
    }
    const python = await pythonTensorFlow();
    if ('missing' in python) {
      console.warn(`Skipped: SavedModels in Python (${python.missing}).`);
      skip(python.missing);
      return;
    }
    const images = { shape: [files.length, 8, 8, 3], bytes: await bytesOf(files) } as const;
    const answers = askSavedModels(python.modulePath, [...expected.keys()], images);
    for (const [exported, predicted] of expected) {
      expectAsExact('logits', predicted.map(({ logits }) => logits), answers[exported]!); // prettier-ignore
      expectAsExact('probabilities', predicted.map(({ probabilities }) => probabilities), answers[exported]!); // prettier-ignore
    }
  });

  it('stands beside what its numbers mean', () => {
    const about = JSON.parse(readFileSync(join(exportedTo('two networks'), 'model.json'), 'utf8')) as object;
    expect(about).toMatchObject({
      classNames: ['digit 0', 'digit 1', 'digit 2', 'digit 3'],
      signature: 'serving_default',
      input: { name: 'images', height: 8, width: 8, channels: 3 },
      preprocessing: { resize: { fit: 'fill' } },
      method: { ensemble: 'probabilities' },
    });
  });
});

async function bytesOf(images: readonly string[]): Promise<number[]> {
  const decoded = await Promise.all(images.map((file) => sharp(file).toColourspace('srgb').removeAlpha().raw().toBuffer())); // prettier-ignore
  return decoded.flatMap((bytes) => [...bytes]);
}
