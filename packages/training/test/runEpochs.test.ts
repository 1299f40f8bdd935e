import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NonFiniteLossError, UserError, type LearningTask, type LossFunction } from '@ballast/core';
import { AugmentationOptions } from '@ballast/data';
import { initializeBackend, softmaxCrossEntropy, tf } from '@ballast/tensor';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { disposeReplaced, readMetrics, type EpochMetrics } from '../src/index.ts';
import { appendLosses } from '../src/checkpoints/lossCurvesFile.ts';
import { digitsTask } from './support/digitsTask.ts';
import { toyContext, toyLoop, type ToyLoop } from './support/toyPhase.ts';

const EPOCHS = 12;
const none = AugmentationOptions.parse({});
let task: LearningTask;
let folder: string;

beforeAll(async () => {
  await initializeBackend('wasm');
  task = await digitsTask();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-training-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (...names: string[]): string => join(folder, ...names);

function unexpected(message: string): never {
  throw new Error(message);
}

async function train(name: string, loop: Partial<ToyLoop> = {}, options: Parameters<typeof toyContext>[2] = {}) {
  const context = toyContext(task, at(name), { warn: unexpected, ...options });
  const state = await context.runEpochs(toyLoop(context, { epochs: EPOCHS, ...loop }));
  return { context, state, epochs: readMetrics(at(name, 'metrics.jsonl')) };
}

/** All but the times, which stand in a file of their own for this very reason. */
function expectSameFiles(first: string, second: string): void {
  const compared = ['checkpoint.safetensors', 'lossesByEpoch.npy', 'metrics.jsonl'];
  for (const run of [first, second]) expect(readdirSync(at(run)).sort()).toEqual([...compared, 'timing.jsonl']);
  for (const file of compared) expectSameFile(file, first, second);
}

function expectSameFile(file: string, first: string, second: string): void {
  expect(readFileSync(at(second, file)).equals(readFileSync(at(first, file))), file).toBe(true);
}

/** Runs the training in a process of its own and kills it as soon as it has reported an epoch. */
function trainAndKill(name: string, epochs: number, killAfter: number): Promise<NodeJS.Signals | null> {
  const script = fileURLToPath(new URL('./support/runToy.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, at(name), String(epochs)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.on('data', (text: Buffer) => {
    if (text.toString().includes(`epoch ${String(killAfter)}\n`)) child.kill('SIGKILL');
  });
  return new Promise((resolve) =>
    child.on('exit', (_, signal) => {
      resolve(signal);
    }),
  );
}

describe('training', () => {
  it('overfits a few digits, and logs what it does', async () => {
    const { context, epochs, state } = await train('a', { epochs: 40 }, { augmentation: none });
    expect(epochs).toHaveLength(40);
    expect(epochs.at(-1)!.train.accuracy).toBeGreaterThan(0.97);
    expect(epochs.at(-1)!.test!.accuracy).toBeGreaterThan(0.7);
    expect(epochs.at(-1)!.validation!.accuracy).toBeGreaterThan(0.6);
    expect(context.predictions()['testPredictions']?.data).toHaveLength(task.test.count);
    const correct = task.test.givenLabels.filter(
      (label, index) => label === context.predictions()['testPredictions']!.data[index],
    );
    expect(correct.length / task.test.count).toBe(epochs.at(-1)!.test!.accuracy);
    const curves = state.lossCurves!;
    expect([curves.sampleCount, curves.length]).toEqual([task.train.count, 40]);
    const firstColumn = curves.block(0, curves.sampleCount).filter((_, index) => index % 40 === 0);
    expect(firstColumn.reduce((sum, loss) => sum + loss, 0) / task.train.count).toBeCloseTo(epochs[0]!.train.loss, 5);
  });

  it('thins evaluation by `evaluateEvery`, but never leaves out the last epoch', async () => {
    const { epochs } = await train('a', { epochs: 8 }, { evaluateEvery: 3 });
    const evaluated = epochs.filter(({ test }) => test !== undefined).map(({ epoch }) => epoch);
    expect(evaluated).toEqual([2, 5, 7]);
  });

  it('evaluates further test sets after the last epoch', async () => {
    const { epochs, context } = await train(
      'a',
      { epochs: 2 },
      { task: { ...task, otherTests: { again: task.test } } },
    );
    expect(epochs.map(({ otherTests }) => otherTests && Object.keys(otherTests))).toEqual([undefined, ['again']]);
    const { accuracy, loss } = epochs[1]!.test!;
    expect(epochs[1]!.otherTests!['again']).toMatchObject({ accuracy, loss });
    expect(Object.keys(context.predictions())).toEqual(['testPredictions']);
  });

  it('leaks no tensors over 100 steps and more', async () => {
    const { state } = await train('warm-up', { epochs: 1 });
    disposeReplaced(state.tensors, {});
    const before = tf.memory().numTensors;
    const { state: last } = await train('a', { epochs: 40 }); // 3 steps an epoch
    expect(tf.memory().numTensors - before).toBe(Object.keys(last.tensors).length);
    disposeReplaced(last.tensors, {});
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a run’s files', () => {
  it('are bit-identical when it is run again', async () => {
    await train('a');
    await train('b');
    expectSameFiles('a', 'b');
  });

  it('are bit-identical after a kill and a resumed run', async () => {
    const long = 40;
    await train('whole', { epochs: long });
    expect(await trainAndKill('killed', long, 6)).toBe('SIGKILL');
    const done = readMetrics(at('killed', 'metrics.jsonl')).length;
    expect(done).toBeGreaterThanOrEqual(7);
    expect(done).toBeLessThan(long);
    expect(await trainAndKill('killed', long, 19)).toBe('SIGKILL');
    const repeated: number[] = [];
    await train('killed', { epochs: long }, { onEpoch: ({ epoch }) => repeated.push(epoch) });
    expect(repeated[0]).toBeGreaterThanOrEqual(20);
    expectSameFiles('whole', 'killed');
  });

  it('lose the log lines that have no checkpoint', async () => {
    await train('whole');
    await train('interrupted', { epochs: 5 }, {});
    const lines = readFileSync(at('whole', 'metrics.jsonl'), 'utf8').split('\n');
    // What a kill between log and checkpoint, and one in the middle of a line, leave behind.
    const log = lines.slice(0, 6).join('\n') + '\n' + lines[6]!.slice(0, 20);
    rmSync(at('interrupted', 'metrics.jsonl'));
    appendFileSync(at('interrupted', 'metrics.jsonl'), log);
    const { context } = await train('interrupted', { epochs: 5 });
    expect(readMetrics(at('interrupted', 'metrics.jsonl'))).toHaveLength(5);
    expect(context.predictions()['testPredictions']?.data).toHaveLength(task.test.count);
  });

  it('have the losses of an epoch once that was killed between them and its checkpoint', async () => {
    await train('whole');
    await train('interrupted', { epochs: 5 });
    const losses = new Float32Array(task.train.count).fill(7);
    appendLosses(at('interrupted', 'lossesByEpoch.npy'), 5, losses);
    appendLosses(at('interrupted', 'lossesByEpoch.npy'), 6, losses);
    await train('interrupted');
    expectSameFile('lossesByEpoch.npy', 'whole', 'interrupted');
  });

  it('are made again, with a warning, when the losses of earlier epochs are gone', async () => {
    await train('whole');
    await train('damaged', { epochs: 5 });
    truncateSync(at('damaged', 'lossesByEpoch.npy'), 1000);
    const warnings: string[] = [];
    await train('damaged', {}, { warn: (message) => warnings.push(message) });
    expect(warnings).toEqual([expect.stringMatching(/its loss curves have fewer epochs.*training starts again/)]);
    expectSameFiles('whole', 'damaged');
  });

  it('are made again, with a warning, when the checkpoint is cut off', async () => {
    await train('whole');
    await train('damaged');
    truncateSync(at('damaged', 'checkpoint.safetensors'), 5000);
    const warnings: string[] = [];
    await train('damaged', {}, { warn: (message) => warnings.push(message) });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /checkpoint\.safetensors cannot be used \(the file has 5000 bytes.*training starts again/,
    );
    expectSameFiles('whole', 'damaged');
  });
});

describe('what goes wrong', () => {
  it('a loss that is no number stops the run with epoch and step, and the log stays', async () => {
    let steps = 0;
    const exploding: LossFunction = {
      perSample: ({ logits, givenLabels, epoch }) => {
        const losses = softmaxCrossEntropy(logits, givenLabels);
        return epoch === 2 && steps++ === 1 ? losses.mul(Number.POSITIVE_INFINITY) : losses;
      },
    };
    const before = tf.memory().numTensors;
    const failure = await train('a', { loss: exploding }).catch((error: unknown) => error);
    expect(tf.memory().numTensors).toBe(before);
    expect(failure).toBeInstanceOf(NonFiniteLossError);
    expect(failure).toMatchObject({ epoch: 2, step: 1 });
    expect(readMetrics(at('a', 'metrics.jsonl')).map(({ epoch }) => epoch)).toEqual([0, 1]);
  });

  it.skipIf(!existsSync('/dev/full'))('a full disk is said plainly and costs no finished epoch', async () => {
    const fillDisk = ({ epoch }: EpochMetrics): void => {
      // Every write to /dev/full fails for want of space.
      if (epoch === 2) symlinkSync('/dev/full', at('a', 'checkpoint.safetensors.tmp'));
    };
    const before = tf.memory().numTensors;
    const failure = await train('a', { epochs: 6 }, { onEpoch: fillDisk }).catch((error: unknown) => error);
    expect(tf.memory().numTensors).toBe(before);
    expect(failure).toBeInstanceOf(UserError);
    expect((failure as UserError).message).toMatch(
      /checkpoint\.safetensors: cannot write: the disk is full\.\n.*Free some space/s,
    );
    const repeated: number[] = [];
    await train('a', { epochs: 6 }, { onEpoch: ({ epoch }) => repeated.push(epoch) });
    expect(repeated).toEqual([3, 4, 5]);
    await train('b', { epochs: 6 });
    expectSameFiles('b', 'a');
  });

  it('a second loop in one phase is a mistake of the method', async () => {
    const { context } = await train('a', { epochs: 1 });
    await expect(context.runEpochs(toyLoop(context, { epochs: 1 }))).rejects.toThrow('second loop');
  });

  it('asking for the output of a phase that is not in `uses` is a mistake of the method', () => {
    expect(() => toyContext(task, at('a')).output('probing')).toThrow('"probing"');
  });
});
