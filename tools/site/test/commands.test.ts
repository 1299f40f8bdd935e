import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pages, readPage, workspace, yamlBlock } from './support/pages.ts';
import { ballastArguments, shellCommands } from './support/shellCommands.ts';

/** Pages whose commands are run elsewhere, in full. */
const walkedElsewhere: Readonly<Record<string, string>> = {
  'docs/authoring.md': 'tools/build/test/packages.test.ts',
};

/** Commands of other programs that no test of this file runs, and why. */
const leftOut: readonly (readonly [command: RegExp, reason: string])[] = [
  [/^npm ci$/, 'installs the clone that this test runs in'],
  [/^npm test$/, 'is the run that this test is part of'],
  [/^npm run setup:native$/, 'compiles for minutes; tools/native/test runs its parts'],
  [/^npx nx run digits:run$/, 'trains for minutes; tools/nx/test runs such targets'],
  [/^(pip|mlflow) /, 'downloads a server and stays up; plugins/trackers/test runs one where it is installed'],
  [/^node --import tsx tools\/slurm\//, 'needs root and Slurm; packages/cli/test/slurm.test.ts does the same'],
  [/^node tools\/analysis\//, 'needs the results of hours of training'],
];

/** Ballast's commands that only make sense after hours of training: they are asked, and say so. */
const needsResults = /there are no results here|nothing was tuned yet/;

/** Suites that are trained as the page has them, but for the number of epochs. */
const trained = ['mine', 'photos'];

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-commands-')));
const file = (name: string): string => join(folder, name);

interface Outcome {
  readonly args: readonly string[];
  readonly code: number;
  readonly output: string;
}

/** In the folder, in one process. */
function runAll(commands: readonly (readonly string[])[]): Outcome[] {
  const program = join(import.meta.dirname, 'programs', 'runCommands.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [program], {
    cwd: folder,
    input: JSON.stringify(commands),
    env: { ...process.env, NO_COLOR: '1', BALLAST_BACKEND: 'wasm', npm_lifecycle_event: undefined },
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Outcome[];
}

function write(name: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file(name)), { recursive: true });
  writeFileSync(file(name), content);
}

/** A picture of one class: of its colour, with a spot. */
async function picture(label: number, index: number): Promise<Buffer> {
  const [width, height] = [24 + (index % 5), 20 + (index % 7)];
  const spot = { input: { create: { width: 6, height: 6, channels: 3, background: { r: 255, g: 255, b: 255 } } as const }, left: index % 12, top: index % 10 }; // prettier-ignore
  const background = { r: 90 * label, g: 200 - 60 * label, b: (40 * index) % 255 };
  return sharp({ create: { width, height, channels: 3, background } })
    .composite([spot])
    .jpeg()
    .toBuffer();
}

beforeAll(async () => {
  for (const name of ['node_modules', 'plugins', 'packages']) symlinkSync(join(workspace, name), file(name));
  for (const name of ['experiments', 'ballast.config.yaml', 'package.json']) cpSync(join(workspace, name), file(name), { recursive: true }); // prettier-ignore
  write(
    'experiments/mine/suite.yaml',
    yamlBlock('README.md', 'Does focal loss help?').replaceAll('epochs: 60', 'epochs: 2'),
  );
  const photos = yamlBlock('docs/own-data.md', 'title: Our photos');
  write(
    'experiments/photos/suite.yaml',
    photos.replace('epochs: 40', 'epochs: 2').replace('warmEpochs: 5', 'warmEpochs: 1'),
  );
  for (const [label, name] of ['cat', 'dog', 'owl'].entries()) {
    for (let index = 0; index < 30; index++) write(`photos/${name}/${String(index)}.jpg`, await picture(label, index));
    // What the tables on CIFAR images are made of: that a file is there is all that a plan asks.
    for (const part of ['train', 'test']) write(`data/cifar10-jpeg/${part}/${name}/1.jpg`, await picture(label, 0));
  }
  for (const index of [1, 2]) write(`new/${String(index)}.jpg`, await picture(1, 100 + index));
  write('data/cifar10n-labels.csv.gz', gzipSync('file,worse\n'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const isTrained = (args: readonly string[]): boolean => trained.includes(args[1]?.replace('experiments/', '') ?? '');

/** As it is run here: what would train for long is planned. */
function shortened(args: readonly string[]): string[] {
  const trains = args[0] === 'run' || args[0] === 'tune';
  return trains && !isTrained(args) && !args.includes('--dry-run') ? [...args, '--dry-run'] : [...args];
}

describe('the commands of', () => {
  const withCommands = pages.filter((page) => /^```sh$/m.test(readPage(page)) && !(page in walkedElsewhere));

  it.each(withCommands)('%s are taken as they stand', { timeout: 300_000 }, (page) => {
    const commands = shellCommands(readPage(page), folder);
    const others = commands.filter((command) => ballastArguments(command) === undefined).map((command) => command.join(' ')); // prettier-ignore
    const unexplained = others.filter((command) => !leftOut.some(([known]) => known.test(command)) && !areTests(command)); // prettier-ignore
    expect(unexplained).toEqual([]);
    const ours = commands.map((command) => ballastArguments(command)).filter((args) => args !== undefined);
    const failed = runAll(ours.map(shortened)).filter(({ code, output }) => code !== 0 && !needsResults.test(output));
    expect(failed).toEqual([]);
  });

  it.each(Object.entries(walkedElsewhere))('%s are run by %s', (page, test) => {
    expect(readFileSync(join(workspace, test), 'utf8')).toContain(page.split('/').at(-1));
  });
});

describe('docs/own-data.md', () => {
  it('ends in lists, a page, predictions and an exported classifier', () => {
    for (const name of [
      'answers.json',
      'exported/model.json',
      'exported/model.safetensors',
      'exported-saved-model/saved_model.pb',
    ]) {
      expect(existsSync(file(name)), name).toBe(true);
    }
    const [suspects] = runAll([['suspects', 'photos', '--count', '10']]);
    expect(suspects).toMatchObject({ code: 0, output: expect.stringContaining('10 samples') as string });
  });

  it('has a second run that trusts what a person marked', { timeout: 120_000 }, () => {
    const rows = ['cat', 'dog', 'owl'].flatMap((name) => [1, 2, 3, 4, 5, 6].map((index) => `${name}/${String(index)}.jpg,${name},right`)); // prettier-ignore
    write('experiments/photos/marks.csv', ['path,label,mark', ...rows].join('\n'));
    const suite = readFileSync(file('experiments/photos/suite.yaml'), 'utf8');
    const [dataset, data] = yamlBlock('docs/own-data.md', 'trusted: marks.csv').split('\n');
    const marked = suite.replace(/^dataset: .*$/m, dataset!).replace(/^data: .*$/m, data!).replace(/^ *metaSet: .*\n/m, '').replace('[0, 1, 2]', '[0]'); // prettier-ignore
    write('experiments/photos/suite.yaml', marked);
    const [run] = runAll([['run', 'photos']]);
    expect(run).toMatchObject({ code: 0, output: expect.stringContaining('2 cells ran now') as string });
  });
});

describe('every page', () => {
  it('names scripts and test files that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8')) as { scripts: object };
    const missing = pages.flatMap((page) => {
      const text = readPage(page);
      const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script as string);
      const paths = [...text.matchAll(/\b(?:packages|plugins|tools)\/[\w./-]+\.(?:ts|mjs|py)\b/g)].map(
        ([path]) => path,
      );
      const lost = [...named.filter((script) => !(script in scripts)), ...paths.filter((path) => !existsSync(join(workspace, path)))]; // prettier-ignore
      return lost.map((name) => `${page}: ${name}`);
    });
    expect(missing).toEqual([]);
  });
});

/** `npx vitest run FILES`: the files run with all others. */
function areTests(command: string): boolean {
  const [, files] = /^npx vitest run (.+)$/.exec(command) ?? [];
  return files !== undefined && files.split(' ').every((name) => existsSync(join(workspace, name)));
}
