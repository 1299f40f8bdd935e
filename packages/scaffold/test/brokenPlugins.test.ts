import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pluginFiles } from '../src/index.ts';

interface Mistake {
  readonly kind: string;
  /** What the template has, and what somebody wrote in its place. */
  readonly right: string;
  readonly wrong: string;
  /** Of what the contract suite says. */
  readonly lesson: string;
}

const lossReturn = 'return tf.div(tf.log1p(tf.mul(losses, strength)), strength);';
const draw = 'return { givenLabels: drawLabels(transitionMatrix, trueLabels, random), transitionMatrix };';

const mistakes: Readonly<Record<string, Mistake>> = {
  'a loss that is a mean': { kind: 'loss', right: lossReturn, wrong: 'return tf.mean(losses) as never;', lesson: 'return one loss a sample [B]' }, // prettier-ignore
  'a loss that looks at the batch': { kind: 'loss', right: lossReturn, wrong: 'return tf.sub(losses, tf.mean(losses)) as never;', lesson: 'a loss is of its sample alone' }, // prettier-ignore
  'a loss of probabilities that round to 0': { kind: 'loss', right: lossReturn, wrong: 'return tf.neg(tf.log(tf.exp(tf.neg(losses))));', lesson: 'keep to log-probabilities' }, // prettier-ignore
  'a loss that cuts the gradient off': { kind: 'loss', right: lossReturn, wrong: 'return tf.mul(losses, tf.tensor1d(losses.arraySync()));', lesson: 'the gradient is not that of the value' }, // prettier-ignore
  'a loss that grows for its given class': { kind: 'loss', right: lossReturn, wrong: 'return tf.neg(losses);', lesson: 'making the loss of its given class smaller' }, // prettier-ignore
  'a loss that keeps tensors': { kind: 'loss', right: lossReturn, wrong: 'return tf.mul(losses, tf.keep(tf.scalar(1)));', lesson: 'wrap intermediate results in tf.tidy' }, // prettier-ignore
  'a sampler that repeats samples': { kind: 'sampler', right: 'random.permutation(givenLabels.length)', wrong: 'givenLabels.map(() => random.integer(givenLabels.length))', lesson: 'visit every sample once' }, // prettier-ignore
  'a sampler with a chance of its own': { kind: 'sampler', right: 'return random.permutation(givenLabels.length);', wrong: 'void random; return Int32Array.from(givenLabels.keys()).sort(() => Math.random() - 0.5);', lesson: 'draw from the stream that is handed in' }, // prettier-ignore
  'noise that is not its matrix': { kind: 'noise', right: draw, wrong: draw.replace('transitionMatrix }', 'transitionMatrix: classes.map((row) => classes.map((column) => Number(row === column))) }'), lesson: 'is not what the transition matrix says' }, // prettier-ignore
  'noise that overwrites the truth': { kind: 'noise', right: draw, wrong: 'trueLabels.set(drawLabels(transitionMatrix, trueLabels, random)); return { givenLabels: trueLabels.slice(), transitionMatrix };', lesson: 'return new labels' }, // prettier-ignore
  'an imbalance of parts of samples': {
    kind: 'imbalance',
    right: 'Math.round(',
    wrong: '(',
    lesson: 'round to whole samples',
  },
  'a weight net beyond its bounds': { kind: 'weight-net', right: 'tf.sigmoid<Tensor1D>(line as Tensor1D)', wrong: 'tf.exp<Tensor1D>(line as Tensor1D)', lesson: 'widen them or bound the weight' }, // prettier-ignore
  'a weight net with an idle parameter': { kind: 'weight-net', right: "namedTensor(parameters, 'offset')", wrong: 'tf.scalar(0)', lesson: 'a parameter without a gradient is never learned' }, // prettier-ignore
  'a meta set with doubles': { kind: 'meta-set', right: 'candidates.slice(0, perClass)', wrong: '[candidates[0]!, ...candidates.slice(0, perClass)]', lesson: 'draw without replacement' }, // prettier-ignore
};

const workspace = resolve(import.meta.dirname, '..', '..', '..');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ballast-broken-')));
const folderOf = (name: string): string => name.replaceAll(' ', '-');
/** What the suites of each plugin said where they failed. */
const said = new Map<string, string>();

interface Results {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly failureMessages: readonly string[] }[];
  }[];
}

beforeAll(() => {
  symlinkSync(join(workspace, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: `${workspace}/tsconfig.base.json` }));
  // Reports for programs leave out what an error was caused by, which people are shown.
  writeFileSync(join(folder, 'report.ts'), "import fc from 'fast-check';\nfc.configureGlobal({ includeErrorInReport: true });\n"); // prettier-ignore
  writeFileSync(join(folder, 'vitest.config.ts'), "export default { test: { setupFiles: ['./report.ts'] } };\n");
  for (const [name, { kind, right, wrong }] of Object.entries(mistakes)) {
    const { source, test } = pluginFiles({ kind, name: 'broken' });
    expect(source).toContain(right);
    for (const part of ['src', 'test']) mkdirSync(join(folder, folderOf(name), part), { recursive: true });
    writeFileSync(join(folder, folderOf(name), 'src/index.ts'), source.replace(right, wrong));
    writeFileSync(join(folder, folderOf(name), 'test/contract.test.ts'), test);
  }
  const args = ['run', '--no-isolate', '--reporter=json', '--outputFile=results.json'];
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, VITEST: undefined, BALLAST_BACKEND: 'wasm' };
  spawnSync(process.execPath, [join(workspace, 'node_modules/vitest/vitest.mjs'), ...args], { cwd: folder, env });
  const { testResults } = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8')) as Results;
  for (const { name, assertionResults } of testResults) {
    said.set(name.split('/').at(-3)!, assertionResults.flatMap(({ failureMessages }) => failureMessages).join('\n'));
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a contract suite says what is wrong with', () => {
  it.each(Object.entries(mistakes))('%s', (name, { lesson }) => {
    expect(said.get(folderOf(name))).toContain(lesson);
  });
});
