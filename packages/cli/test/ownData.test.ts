import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { writeDigits } from './digitImages.ts';
import { ballast, patient, workspace } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'ballast-own-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function writeSuite(own: string): void {
  const plugins = ['plain', 'samplers', 'cross-entropy', 'meta-reweighting', 'mw-net', 'meta-optimizers'];
  const names = ['packages/data', 'packages/models', ...plugins.map((name) => `plugins/${name}`)];
  const files = names.map((name) => `  - ${join(workspace, name, 'src/index.ts')}`);
  writeFileSync(join(folder, 'ballast.config.yaml'), ['plugins:', ...files].join('\n'));
  writeFileSync(
    join(folder, 'suite.yaml'),
    `title: Own digits
${own}
model: { type: mlp, hidden: [32] }
seeds: [0, 1]
corruptions: { own: { label: labels as they are } }
methodDefaults: { epochs: 15, batchSize: 16, schedule: { type: constant, learningRate: 0.05 } }
methods:
  cross-entropy: { type: plain, loss: cross-entropy }
  mw-net: { type: meta-reweighting, weightNet: mw-net, metaSet: METASET, warmEpochs: 3 }
`.replace('METASET', own.includes('trusted') ? 'trusted' : '{ type: low-loss, losses: current, perClass: 4 }'),
  );
}

interface Listed {
  readonly path: string;
  readonly givenLabel: string;
  readonly suggestedLabel: string;
}

/** Of the exported network, by a program that knows nothing of Ballast; none where there is no Python. */
async function logitsInPython(exported: string, file: string): Promise<number[]> {
  const bytes = await sharp(file).toColourspace('srgb').removeAlpha().raw().toBuffer();
  const program = join(workspace, 'packages/cli/test/programs/forwardMlp.py');
  const { status, stdout, stderr } = spawnSync('python3', [program, exported, JSON.stringify([...bytes])], { encoding: 'utf8' }); // prettier-ignore
  if (status === null) console.warn('Skipped: the exported classifier in Python (python3 is not there).');
  else expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return status === null ? [] : (JSON.parse(stdout) as number[]);
}

function truthOf({ path }: Listed): string {
  return `digit ${/true(\d)/.exec(path)![1]!}`;
}

describe('images of one’s own, without known truth', () => {
  it(
    'run from a folder; suspects are found; what a person says of them is trusted in the next run',
    patient,
    async () => {
      await writeDigits(join(folder, 'images'), { perClass: 24, wrongPerClass: 6 });
      writeSuite('dataset: { type: unchecked-images, images: images }');
      const results = join(folder, 'results');
      const run = await ballast(folder, 'run', folder, '--results', results);
      expect(run).toMatchObject({ code: 0 });
      expect(run.stdout).toContain('Nobody knows the true labels of the test images');
      expect(run.stdout).toContain('truth not known');
      const table = await ballast(folder, 'table', folder, '--results', results, '--measure', 'balanced-accuracy');
      expect(table.stdout).toContain('Balanced accuracy on test');

      const [store = ''] = readdirSync(results);
      const found = await ballast(folder, 'suspects', folder, '--results', results, '--method', 'cross-entropy', '--count', '20'); // prettier-ignore
      expect(found).toMatchObject({ code: 0 });
      const lists = join(results, store, 'suspects');
      const listed = JSON.parse(readFileSync(join(lists, 'suspects.json'), 'utf8')) as Listed[];
      expect(listed).toHaveLength(20);
      const wrong = listed.filter((one) => one.givenLabel !== truthOf(one));
      expect(wrong.length / listed.length).toBeGreaterThan(0.5); // a quarter would be chance
      expect(wrong.filter((one) => one.suggestedLabel === truthOf(one)).length / wrong.length).toBeGreaterThan(0.5);
      expect(readFileSync(join(lists, 'suspects.html'), 'utf8').match(/data:image\/webp/g)).toHaveLength(20);

      const images = listed.slice(0, 5).map(({ path }) => join(folder, 'images', path));
      const cell = ['--cell', 'cross-entropy__own__seed0', '--results', results];
      const predicted = await ballast(folder, 'predict', folder, ...images, ...cell, '--format', 'json');
      expect(predicted).toMatchObject({ code: 0 });
      const predictions = JSON.parse(predicted.stdout) as { logits: number[]; probabilities: number[]; probability: number; label: string }[]; // prettier-ignore
      for (const { probabilities, probability } of predictions) {
        expect(probabilities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5);
        expect(Math.max(...probabilities)).toBe(probability);
      }
      const csv = await ballast(folder, 'predict', folder, images[0]!, ...cell);
      expect(csv.stdout.split('\r\n')[0]).toBe('path,label,probability,digit 0,digit 1,digit 2,digit 3');
      expect(csv.stdout.split('\r\n')[1]).toContain(`${images[0]!},${predictions[0]!.label},`);
      expect(await ballast(folder, 'predict', folder, images[0]!, '--results', results)).toMatchObject({ code: 2 });

      const exported = join(folder, 'exported');
      expect(await ballast(folder, 'export', folder, ...cell, '--output', exported)).toMatchObject({ code: 0 });
      for (const [index, file] of images.slice(0, 2).entries()) {
        const logits = await logitsInPython(exported, file);
        logits.forEach((logit, label) => {
          expect(logit).toBeCloseTo(predictions[index]!.logits[label]!, 4);
        });
      }

      const marks = listed.map((one) => `${one.path},${truthOf(one)},right`);
      writeFileSync(join(folder, 'marks.csv'), ['path,label,mark', ...marks].join('\r\n'));
      writeSuite(
        'dataset: { type: unchecked-images, images: images, trusted: marks.csv }\ndata: { meta: { perClass: 1 } }',
      );
      const again = await ballast(folder, 'run', folder, '--results', results);
      expect(again.code, again.stdout + again.stderr).toBe(0);
    },
  );
});
